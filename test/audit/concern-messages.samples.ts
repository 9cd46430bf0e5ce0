import type * as messages from '../../src/audit/concern-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  hiddenRoutes: [['Api']],
  hiddenTarget: [['Resources.HttpApiIntegrationMe']],
  macro: [['Transform', 'MyMacro']],
  openFunction: [
    ['MeUrl', 'me', { type: 'AWS::Lambda::Url' }],
    ['Api', 'me', { type: 'AWS::ApiGatewayV2::Api' }],
    ['Route', 'me', { type: 'AWS::ApiGatewayV2::Route' }],
    ['Method', 'me', { type: 'AWS::ApiGateway::Method', owner: 'open' }],
  ],
};
