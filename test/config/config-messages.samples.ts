import type * as messages from '../../src/config/config-messages';
import { TOP_KEYS } from '../../src/config/known-keys';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  missingBlock: [[undefined], ['pasage']],
  appOutsideApps: [['custom.passage.staff', 'staff']],
  keyOfBlock: [['custom.passage.apps.staff.protect', 'protect']],
  stageInBlock: [['custom.passage.prod', 'prod']],
  unknownKey: [
    ['custom.passage.protct', 'protect', TOP_KEYS],
    ['custom.passage.region', undefined, TOP_KEYS],
  ],
  invalidAppKey: [['custom.passage.apps.my app', 'my app']],
  notIndented: [
    ['custom', ['issuer', 'audience']],
    ['functions.me', ['scopes']],
  ],
  noProvider: [['custom.passage']],
  missingPartner: [
    ['custom.passage', 'audience', 'issuer'],
    ['custom.passage', 'appId', 'authOrigin'],
  ],
  mixedProviders: [
    ['custom.passage', ['appId', 'authOrigin'], ['issuer']],
    ['custom.passage', ['authOrigin'], ['issuer', 'audience']],
  ],
  onlyWithLambda: [['custom.passage.algorithms', ['ES256']]],
  authorizerIdWithLambda: [['custom.passage.authorizerId', 'abc123']],
  notWithApps: [['appId', 'abc123', 'customers']],
  missingDefaultApp: [['custom.passage.defaultApp', ['customers', 'staff']]],
  unknownApp: [
    ['functions.me.passage', 'staf', ['customers', 'staff'], 'staff'],
    ['functions.me.passage', 'x', ['customers', 'staff'], undefined],
  ],
};
