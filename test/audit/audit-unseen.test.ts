/** What is not in the template, and so is not audited. */
import { expect } from 'chai';
import { findSharedApis, findUnreadApis } from '../../src/audit/audit-unseen';
import type { Resource, Template } from '../../src/cloudformation';
import { plain, planOf } from '../support/plans';

const HTTP_API = { Ref: 'HttpApi' };
const { plan: PLAN } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));

const templateWith = (resources: Record<string, Resource>): Template => ({ Resources: resources });

describe('audit: nested stacks that are not read', () => {
  const shared = (resource: Resource): string[] =>
    findSharedApis(templateWith({ X: resource }), PLAN).map(({ where }) => where);
  const stack = (Parameters?: unknown): Resource => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { Parameters },
  });

  it('get the ID of our API', () => {
    expect(shared(stack({ A: 'x', B: HTTP_API }))).to.deep.equal(['Resources.X']);
    expect(shared(stack({ A: { Ref: 'ApiGatewayRestApi' } }))).to.deep.equal(['Resources.X']);
  });

  it('get something else', () => {
    for (const resource of [stack(), stack({}), stack({ A: { Ref: 'Topic' } })])
      expect(shared(resource)).to.deep.equal([]);
    expect(shared({ ...stack({ A: HTTP_API }), Type: 'Custom::Stack' })).to.deep.equal([]);
  });
});

describe('audit: APIs that are defined elsewhere', () => {
  const REST = 'AWS::ApiGateway::RestApi';
  const INCLUDE = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } };
  const unread = (resource: Resource, plan = PLAN, logicalId = 'X'): string[] =>
    findUnreadApis(templateWith({ [logicalId]: resource }), plan).map(({ where }) => where);

  for (const [Properties, key] of [
    [{ BodyS3Location: {} }, 'BodyS3Location'],
    [{ CloneFrom: 'abc' }, 'CloneFrom'],
    [{ Body: INCLUDE }, 'Fn::Transform'],
    [{ Body: { paths: INCLUDE } }, 'Fn::Transform'],
  ] as const) {
    it(JSON.stringify(Properties), () => {
      for (const Type of [REST, 'AWS::ApiGatewayV2::Api'])
        expect(unread({ Type, Properties })).to.deep.equal([`Resources.X.Properties.${key}`]);
    });
  }

  it('are our own, or read, or have nothing protected to call', () => {
    const resource = { Type: REST, Properties: { CloneFrom: 'abc' } };
    expect(unread(resource, PLAN, 'ApiGatewayRestApi')).to.deep.equal([]);
    expect(unread({ Type: REST, Properties: { Body: { paths: {} } } })).to.deep.equal([]);
    expect(unread({ Type: 'AWS::SNS::Topic', Properties: { CloneFrom: 'abc' } })).to.deep.equal([]);
    for (const config of [
      { events: [{ httpApi: 'GET /me' }] },
      { passage: false, events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] },
    ])
      expect(unread(resource, planOf(plain({ me: config })).plan)).to.deep.equal([]);
  });
});
