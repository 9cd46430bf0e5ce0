import type * as messages from '../../src/offline/offline-messages';
import type { Samples } from '../support/golden-messages';

const ROUTE: messages.DeniedRoute = { method: 'GET', path: '/me', authorizer: 'myAuthorizer' };

const KEY_FILE = '~/.cache/serverless-passage/development-key.pem';

/** Each flaw of the local key's file, with what is known of it. */
const FLAWS: Readonly<Record<messages.LocalKeyFlaw, string | undefined>> = {
  'inside-service': undefined,
  unusable: 'EACCES',
  'other-user': undefined,
  'not-a-file': undefined,
  readable: 'mode 644',
  'not-a-key': undefined,
  removed: undefined,
};

const [firstFlaw, ...otherFlaws] = (Object.keys(FLAWS) as messages.LocalKeyFlaw[]).map(
  (flaw): Parameters<typeof messages.localKeyProblem> => [KEY_FILE, flaw, FLAWS[flaw]],
);
if (firstFlaw === undefined) throw new Error('no flaws');

export const samples: Samples<typeof messages> = {
  providerConflict: [['./my-provider.js']],
  unknownLocally: [
    ['custom.passage.issuer', { 'Fn::ImportValue': 'issuer' }],
    ['custom.passage.audience', undefined],
  ],
  replacedValue: [['custom.passage.issuer', 'https://issuer.invalid/default']],
  noAuth: [[]],
  deniedRoutes: [[[ROUTE]]],
  cannotRun: [['myAuthorizer']],
  functionDenied: [['passageAuthorizer']],
  functionFailed: [['passageAuthorizer', 'fetch failed']],
  localKeyProblem: [firstFlaw, ...otherFlaws],
  checkedRoutes: [
    [3, 5, 'local'],
    [1, 1, 'remote'],
  ],
  unknownRoute: [['GET /me', 'me']],
};
