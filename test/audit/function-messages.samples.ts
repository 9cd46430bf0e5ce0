import type * as messages from '../../src/audit/function-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  otherArtifact: [['.serverless/passageAuthorizer.zip', 'build/passageAuthorizer.zip']],
  changedArtifact: [
    ['.serverless/passageAuthorizer.zip', false],
    ['.serverless/passageAuthorizer.zip', true],
  ],
  unplannedPermission: [['Resources.Policy']],
  unplannedCaller: [['Resources.Permission']],
};
