/** Commands of the framework that change a deployed service, and that nothing audits. */
import { type Note, throwIfAny } from '../errors';
import { FUNCTION_NAME } from '../plan/authorizer-function';
import { propertyOf } from '../util/objects';
import { authorizerFunctionAlone, functionDeploy, rollback } from './unaudited-messages';

/**
 * `deploy function`. Throws {@link PassageError} for the function of the Lambda authorizer.
 *
 * @param options of the command
 */
export function beforeFunctionDeploy(options: object): Note[] {
  const name = propertyOf(options, 'function');
  throwIfAny(name === FUNCTION_NAME ? [authorizerFunctionAlone(name)] : []);
  return [functionDeploy()];
}

export function beforeRollback(): Note[] {
  return [rollback()];
}
