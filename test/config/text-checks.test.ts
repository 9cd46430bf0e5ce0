/** What each check says of a text: the issue, and the value to write in its place. */
import { expect } from 'chai';
import { CHECKS, checkAppKey, checkBoolean, checkText } from '../../src/config/text-checks';
import type { TextIssue } from '../../src/config/text-issues';

type Case = readonly [text: string, issue: TextIssue, expected?: string];

const EXAMPLE = 'https://app.example.com';

const REFUSED: Readonly<Record<string, readonly Case[]>> = {
  appId: [
    ['a b', 'app-id'],
    ['apps/abc', 'app-id'],
    ['https://auth.passage.id/v1/apps/abc-1', 'app-id-url', 'abc-1'],
    ['http://auth.passage.id/v1/apps/abc/', 'app-id-url', 'abc'],
    ['xhttps://auth.passage.id/v1/apps/abc', 'app-id-url'],
    ['https://auth.passage.id/v1/apps/abc/users', 'app-id-url'],
    ['https://app.example.com', 'app-id-url'],
  ],
  authOrigin: [
    ['https://a.example, b.example/login', 'origin-list', '[https://a.example, https://b.example]'],
    [' https://a.example  ', 'origin-list', '[https://a.example]'],
    ['https://*.example.com', 'origin-wildcard', '[https://a.example.com, https://b.example.com]'],
    ['app.example.com/login?x=1', 'origin-scheme', EXAMPLE],
    ['//b.example#x', 'origin-scheme', 'https://b.example'],
    ['http:/b.example', 'origin-scheme', 'https://b.example'],
    ['HTTPS:b.example?x\ny'.replace('\n', ''), 'origin-scheme', 'https://b.example'],
    ['b.example/https:', 'origin-scheme', 'https://b.example'],
    ['localhost:3000', 'origin-scheme', 'http://localhost:3000'],
    ['intranet', 'origin-scheme', EXAMPLE],
    ['/', 'origin-scheme', EXAMPLE],
    ['1x://a.example', 'origin-scheme', EXAMPLE],
    ['a.example?next=b://c', 'origin-scheme', 'https://a.example'],
    ['https://', 'origin', EXAMPLE],
    ['ftp://a.example', 'origin', EXAMPLE],
    ['xhttps://a.example', 'origin', EXAMPLE],
    ['httpsx://a.example', 'origin', EXAMPLE],
    ['http://a.example/x', 'origin-http', 'https://a.example'],
    ['https://a.example?x', 'origin-query', 'https://a.example'],
    ['https://a.example#x', 'origin-query', 'https://a.example'],
    ['https://a.example?', 'origin-query', 'https://a.example'],
    ['https://a.example/login#', 'origin-query', 'https://a.example'],
    ['https://a.example/login', 'origin-path', 'https://a.example'],
    ['https://a.example/', 'origin-slash', 'https://a.example'],
    ['http://localhost:80/', 'origin-form', 'http://localhost'],
    ['https://A.example', 'origin-form', 'https://a.example'],
    ['https://me@a.example', 'origin-form', 'https://a.example'],
  ],
  issuer: [
    ['a.b.example', 'issuer-scheme'],
    ['tenant.example/', 'issuer-scheme'],
    ['localhost:9000/x', 'issuer-scheme'],
    ['https:// i.example', 'issuer-url'],
    ['https://i.example/a b', 'issuer-url'],
    ['a.example, b.example', 'issuer-url'],
    ['https://i.example/.well-known/openid-configuration', 'issuer-document'],
    ['https://i.example/?a=b', 'issuer-query', 'https://i.example/'],
    ['https://i.example/#a', 'issuer-fragment', 'https://i.example/'],
    ['https://i.example/{tenant}/v2.0', 'issuer-template'],
    ['https://i.example/x}', 'issuer-template'],
    ['https://login.microsoftonline.com/common', 'issuer-tenant'],
    ['https://login.microsoftonline.com/organizations/v2.0', 'issuer-tenant'],
    ['https://me@i.example', 'issuer-credentials'],
    ['https://:pw@i.example', 'issuer-credentials'],
    ['ftp://i.example', 'issuer-https'],
    ['http://i.example/http:', 'issuer-https', 'https://i.example/http:'],
    ['HTTP://i.example', 'issuer-https', 'https://i.example'],
  ],
  audience: [
    ['https://a.example, https://b.example', 'audience-list', '[https://a.example, https://b.example]'],
    [' https://a.example https://b.example ', 'audience-list', '[https://a.example, https://b.example]'],
  ],
  jwksUri: [
    ['keys', 'key-set-url'],
    ['https://i.example/a b', 'key-set-url'],
    ['ftp://localhost/keys', 'key-set-url'],
    ['http://i.example/keys', 'key-set-url'],
    ['https://me@i.example/keys', 'issuer-credentials'],
    ['https://:pw@i.example/keys', 'issuer-credentials'],
  ],
  name: [
    ['my  authorizer!', 'authorizer-name', 'my-authorizer'],
    ['--my authorizer--', 'authorizer-name', 'my-authorizer'],
    ['!', 'authorizer-name', 'passage'],
    ['x'.repeat(129), 'authorizer-name', 'x'.repeat(128)],
  ],
  identitySource: [
    ['method.request.header.X-Token', 'identity-source-rest', '$request.header.X-Token'],
    ['integration.request.querystring.token', 'identity-source-rest', '$request.querystring.token'],
    ['xmethod.request.header.a', 'identity-source'],
    ['method.request.header.a.b', 'identity-source'],
    ['X-Token', 'identity-source', '$request.header.X-Token'],
    ['$request.cookie.a', 'identity-source'],
    [', ,$request.header.A $request.header.B', 'identity-source-list', '$request.header.A'],
    [' , ', 'identity-source-list', '$request.header.Authorization'],
  ],
  scopes: [
    ['', 'scope'],
    ['a"b', 'scope'],
    ['x'.repeat(65), 'scope'],
    ['read, write', 'scope-list', '[read, write]'],
    [`read ${'x'.repeat(65)}`, 'scope'],
    ['a" b"', 'scope'],
  ],
  preflight: [
    ['TRUE', 'boolean-string', 'true'],
    ['false', 'boolean-string', 'false'],
    ['Yes', 'boolean-word', 'true'],
    ['off', 'boolean-word', 'false'],
  ],
};

const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  appId: ['testapp123', 'a-_B'],
  authOrigin: ['https://a.example', 'https://a.example:8443', 'http://localhost:3000', 'http://127.0.0.1'],
  issuer: [
    'https://i.example',
    'https://i.example/',
    'http://localhost:9000',
    'https://login.microsoftonline.com/commons/v2.0',
    'https://login.microsoftonline.com/tenant/common',
    'https://i.example/https://login.microsoftonline.com/common',
  ],
  audience: ['https://a.example', 'api', 'api web', 'https://a.example web', 'urn:a,b'],
  jwksUri: ['https://i.example/keys', 'http://localhost:9000/keys'],
  name: ['passage', 'x'.repeat(128)],
  identitySource: ['$request.header.Authorization', '$request.querystring.token'],
  scopes: ['a', 'x'.repeat(64), 'orders:read'],
  preflight: ['maybe', 'constructor'],
};

describe('config: what a text is refused for', () => {
  for (const [key, cases] of Object.entries(REFUSED)) {
    for (const [text, issue, expected] of cases) {
      it(`${key}: ${JSON.stringify(text.slice(0, 70))}`, () => {
        expect(CHECKS[key]?.(text)).to.deep.equal({ issue, ...(expected === undefined ? {} : { expected }) });
      });
    }
  }

  for (const [key, texts] of Object.entries(ACCEPTED)) {
    it(`${key}: nothing, where it is as it must be`, () => {
      for (const text of texts) expect(CHECKS[key]?.(text), text).to.equal(undefined);
    });
  }

  it('whatever the key is', () => {
    expect([' \n', '${env:X}', 'a-${AWS::Region}', ' a ', 'a'].map(checkText)).to.deep.equal([
      { issue: 'empty' },
      { issue: 'unresolved' },
      { issue: 'aws-variable', expected: "{ Fn::Sub: 'a-${AWS::Region}' }" },
      { issue: 'surrounding-space', expected: 'a' },
      undefined,
    ]);
  });

  it('as the key of an app, a word that is something else', () => {
    for (const word of ['true', 'No', 'null', 'NULL'])
      expect(checkAppKey(word), word).to.deep.equal({ issue: 'app-key' });
    expect(checkAppKey('customers')).to.equal(undefined);
    expect(checkBoolean('customers')).to.equal(undefined);
  });
});
