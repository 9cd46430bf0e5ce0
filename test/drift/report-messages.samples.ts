import type * as messages from '../../src/drift/report-messages';
import type { Samples } from '../support/golden-messages';

const ATTRIBUTE = { 'Fn::GetAtt': ['Users', 'ProviderURL'] };

export const samples: Samples<typeof messages> = {
  cannotCompare: [['auth0', 'issuer', 'the answer of API Gateway does not have it']],
  notResolved: [[ATTRIBUTE]],
  notPermitted: [[{ 'Fn::ImportValue': 'shared-Issuer' }, 'cloudformation:ListExports']],
  notAnswered: [[]],
  inFunction: [['supabase']],
  answerForm: [
    ['2.0', true],
    ['', false],
  ],
  cachesFor: [[300]],
  unknownPath: [['GET {"Fn::Sub":"/${Path}"}']],
  unknownProtection: [['GET /raw']],
  unknownParent: [
    ['', 'CloudFormation does not say what it is'],
    ['/users', 'CloudFormation does not say what it is'],
  ],
  noRequest: [[]],
  requestTaken: [[]],
  noAnswer: [
    [3000, null],
    [null, new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:443') })],
  ],
  answeredOtherwise: [[401], [404]],
  endpointDisabled: [[]],
  privateEndpoint: [[]],
  noEndpoint: [[]],
  severalStages: [[[]], [['v1', 'v2']]],
  urlForOneApi: [[]],
  websocketNotProbed: [[]],
  readingStack: [['shop-prod']],
  readingApi: [['http', 'a1b2c3d4e5']],
  probing: [[3, 18]],
  throttled: [[2, 5]],
};
