import type * as messages from '../../src/audit/concern-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  hiddenRoutes: [['Api']],
  hiddenTarget: [['Resources.HttpApiIntegrationMe']],
  macro: [['Transform', 'MyMacro']],
  openFunction: [
    ['MeUrl', { name: 'me' }, { type: 'AWS::Lambda::Url' }],
    ['MeUrl', { name: 'meV2', original: 'me' }, { type: 'AWS::Lambda::Url' }],
    ['Api', { name: 'me' }, { type: 'AWS::ApiGatewayV2::Api' }],
    ['Route', { name: 'me' }, { type: 'AWS::ApiGatewayV2::Route' }],
    ['Method', { name: 'me' }, { type: 'AWS::ApiGateway::Method', owner: 'open' }],
  ],
};
