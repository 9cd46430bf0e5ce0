/** What is said of that which can create routes out of sight. */
import { expect } from 'chai';
import { auditHidden } from '../../src/audit/audit-hidden';
import { hiddenRoutes, hiddenTarget, macro } from '../../src/audit/concern-messages';
import { plain, planOf } from '../support/plans';

const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
const API = 'AWS::ApiGatewayV2::Api';

describe('audit: what can create routes out of sight', () => {
  it('is certain of definitions of a protected API, and possible of all else', () => {
    const Transform = ['Mine'];
    const Resources = {
      HttpApi: { Type: API, Properties: { Body: {}, Routes: [] } },
      Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { 'Fn::Transform': {} } },
    };
    const { certain, possible } = auditHidden({ Transform, Resources }, plan, []);
    expect(certain).to.deep.equal([hiddenRoutes('Resources.HttpApi.Properties.Body')]);
    expect(possible).to.deep.equal([
      macro('Transform', 'Mine'),
      hiddenTarget('Resources.Integration', 'Fn::Transform'),
      hiddenRoutes('Resources.HttpApi.Properties.Routes'),
    ]);
  });

  it('is certain, too, where only a route outside of the plan is protected', () => {
    const { plan: open } = planOf(plain({ me: { events: [{ httpApi: 'GET /me' }] } }));
    const template = { Resources: { HttpApi: { Type: API, Properties: { Body: {} } } } };
    const count = (others: { api: 'http' }[]): number => auditHidden(template, open, others).certain.length;
    expect([count([]), count([{ api: 'http' }])]).to.deep.equal([0, 1]);
  });
});
