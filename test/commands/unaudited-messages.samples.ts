import type * as messages from '../../src/commands/unaudited-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  functionDeploy: [[]],
  rollback: [[]],
  authorizerFunctionAlone: [['passageAuthorizer']],
};
