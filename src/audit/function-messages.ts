/** What is said about the Lambda function behind `authorizerType: lambda`. */
import { type Finding, finding, formatValue } from '../errors';
import { FIND_CAUSE } from './audit-messages';

/** What is audited, as the subject of a message. */
export const SUBJECTS = {
  function: 'the Lambda authorizer passageAuthorizer',
  role: "the Lambda authorizer's role",
  permission: 'the permission to call the Lambda authorizer',
} as const;

const LEAVE_AUTHORIZER =
  'Find what changes it: another plugin, or a script. It must leave the function passageAuthorizer alone';

/**
 * The framework uploads another file than ours.
 *
 * @param file the code of the Lambda authorizer: its path in the package that would be deployed
 */
export function otherArtifact(file: string, found: unknown): Finding {
  return finding('functions.passageAuthorizer.package.artifact', 'is not the code of the Lambda authorizer', {
    found: formatValue(found),
    expected: file,
    fix: LEAVE_AUTHORIZER,
  });
}

export function changedArtifact(file: string, isMissing: boolean): Finding {
  return finding(file, `the code of the Lambda authorizer is ${isMissing ? 'missing' : 'not as planned'}`, {
    fix: LEAVE_AUTHORIZER,
  });
}

const REMOVE = `Remove this resource. ${FIND_CAUSE}`;

/** Something lets the function do more. */
export function unplannedPermission(where: string): Finding {
  return finding(where, 'gives the Lambda authorizer a permission that is not planned', { fix: REMOVE });
}

/** Something lets others call the function. */
export function unplannedCaller(where: string): Finding {
  return finding(where, 'lets something else call the Lambda authorizer', { fix: REMOVE });
}
