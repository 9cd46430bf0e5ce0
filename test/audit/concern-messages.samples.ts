import { missingConnect } from '../../src/audit/audit-messages';
import type * as messages from '../../src/audit/concern-messages';
import type { Samples } from '../support/golden-messages';

const ME = { name: 'me', logicalId: 'MeLambdaFunction', isOptedOut: false };

export const samples: Samples<typeof messages> = {
  hiddenRoutes: [['Api']],
  hiddenTarget: [['Resources.HttpApiIntegrationMe', 'Fn::Transform']],
  macro: [['Transform', 'MyMacro']],
  openIntegration: [['Resources.JobsV1', 'POST /jobs']],
  openFunction: [
    ['MeUrl', ME, { type: 'AWS::Lambda::Url' }],
    ['MeUrl', { ...ME, name: 'meV2', original: 'me' }, { type: 'AWS::Lambda::Url' }],
    ['MeUrl', { ...ME, name: 'Copy', logicalId: 'Copy', original: 'me' }, { type: 'AWS::Lambda::Url' }],
    ['MeUrl', { ...ME, hasLost: true }, { type: 'AWS::Lambda::Url' }],
    ['Api', ME, { type: 'AWS::ApiGatewayV2::Api' }],
    ['Route', ME, { type: 'AWS::ApiGatewayV2::Route' }],
    ['Method', ME, { type: 'AWS::ApiGateway::Method', owner: 'open' }],
  ],
  foundWhileFalse: [
    [missingConnect('Resources.SdefaultWebsocketsRoute'), ['IsProd']],
    [missingConnect('Resources.SdefaultWebsocketsRoute'), ['IsProd', 'IsTest']],
  ],
};
