import { expect } from 'chai';
import { openOperations } from '../../src/template/open-operations';

const OPERATION = { 'x-amazon-apigateway-integration': { uri: 'me' } };
const AUTHORIZER = { 'x-amazon-apigateway-authorizer': { type: 'jwt' } };
const SCHEMES = {
  jwt: AUTHORIZER,
  iam: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
  cognito: { 'x-amazon-apigateway-authtype': 'cognito_user_pools' },
  key: { type: 'apiKey' },
};

const isOpen = (
  operation: unknown,
  document: object = { components: { securitySchemes: SCHEMES } },
): boolean => openOperations({ ...document, paths: { '/me': { get: operation } } }) !== undefined;

describe('operations of an OpenAPI document that have no authorizer', () => {
  const secured = (...security: unknown[]): object => ({ ...OPERATION, security });

  for (const operation of [
    OPERATION,
    secured(),
    secured({}),
    secured({ key: [] }),
    secured({ cognito: [] }),
    secured({ other: [] }),
    secured({ toString: [] }),
    secured({ jwt: [] }, {}),
    secured({ jwt: [] }, { key: [] }),
    secured('jwt'),
    { ...OPERATION, security: 'jwt' },
    { ...OPERATION, 'x-amazon-apigateway-auth': { type: 'NONE' } },
    { ...secured({ jwt: [] }), 'x-amazon-apigateway-auth': { type: 'NONE' } },
    { ...secured({ jwt: [] }), 'x-amazon-apigateway-auth': {} },
    { ...secured({ jwt: [] }), 'Fn::Transform': {} },
    'x',
  ]) {
    it(`are ${JSON.stringify(operation)}`, () => {
      expect(isOpen(operation)).to.equal(true);
    });
  }

  for (const operation of [
    secured({ jwt: [] }),
    secured({ iam: [] }),
    secured({ jwt: [], key: [] }),
    secured({ jwt: [] }, { iam: [] }),
    { ...OPERATION, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } },
  ]) {
    it(`are not ${JSON.stringify(operation)}`, () => {
      expect(isOpen(operation)).to.equal(false);
    });
  }

  it('name schemes of OpenAPI 2 too', () => {
    expect(isOpen(secured({ jwt: [] }), { securityDefinitions: SCHEMES })).to.equal(false);
    expect(isOpen(secured({ jwt: [] }), {})).to.equal(true);
  });

  it('do not inherit the security of the document', () => {
    expect(isOpen(OPERATION, { components: { securitySchemes: SCHEMES }, security: [{ jwt: [] }] })).to.equal(
      true,
    );
  });

  it('are all where there are no paths to read', () => {
    for (const body of ['text', { 'Fn::Transform': {} }, { paths: 'x' }])
      expect(openOperations(body)).to.equal(body);
    expect(openOperations(undefined)).to.equal(undefined);
    expect(openOperations({ paths: { '/me': { $ref: 'other.yml' } } })).to.not.equal(undefined);
    expect(openOperations({ paths: { '/me': 'x' } })).to.not.equal(undefined);
    expect(openOperations({ paths: { 'Fn::Transform': {} } })).to.not.equal(undefined);
  });

  it('are not what a path has beside operations', () => {
    const path = { summary: 'me', description: 'me', servers: [], parameters: [] };
    expect(openOperations({ paths: { '/me': path } })).to.equal(undefined);
  });

  it('come with what they refer to, and without authorizers', () => {
    const integrations = { me: { uri: 'me' } };
    const open = JSON.stringify(
      openOperations({
        paths: { '/me': { get: OPERATION, post: { ...secured({ jwt: [] }), summary: 'closed' } } },
        components: { securitySchemes: SCHEMES, integrations },
        'x-amazon-apigateway-policy': {},
      }),
    );
    expect(open).to.include('integrations').and.include('policy');
    expect(open).not.to.include('closed').and.include('authtype');
  });
});
