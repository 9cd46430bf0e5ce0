import { expect } from 'chai';
import { type Fields, parseIdentitySource, readIdentity } from '../../src/gateway/identity-source';

describe('gateway: identity sources', () => {
  it('are a header or a query parameter', () => {
    expect(parseIdentitySource('$request.header.Authorization')).to.deep.equal({
      in: 'header',
      name: 'Authorization',
    });
    expect(parseIdentitySource('$request.querystring.access_token')).to.deep.equal({
      in: 'querystring',
      name: 'access_token',
    });
    expect(parseIdentitySource('$request.header.x.y')?.name).to.equal('x.y');
  });

  for (const source of [
    '',
    '$request.header.',
    '$request.header',
    '$request.body.token',
    '$context.stage',
    'method.request.header.Authorization',
    '$request.header.A, $request.header.B',
    ' $request.header.A',
    '$request.header.A\n',
  ]) {
    it(`are not ${JSON.stringify(source)}`, () => {
      expect(parseIdentitySource(source)).to.equal(undefined);
    });
  }

  const header = (fields: Fields): string | undefined =>
    readIdentity(
      { in: 'header', name: 'Authorization' },
      { headers: fields, query: { Authorization: 'no' } },
    );
  const query = (fields: Fields): string | undefined =>
    readIdentity({ in: 'querystring', name: 'Token' }, { headers: { token: 'no' }, query: fields });

  it('are read from headers in any case', () => {
    expect(header({ authorization: 'x' })).to.equal('x');
    expect(header({ AUTHORIZATION: 'x' })).to.equal('x');
    expect(header({ 'x-authorization': 'x' })).to.equal(undefined);
    expect(header({ authorization: undefined })).to.equal(undefined);
    expect(header({ authorization: '' })).to.equal('');
  });
  it('are read from the query in one case only', () => {
    expect(query({ Token: 'x' })).to.equal('x');
    expect(query({ token: 'x' })).to.equal(undefined);
  });
  it('that come twice are joined, whatever way they come', () => {
    expect(header({ authorization: ['x', 'y'] })).to.equal('x,y');
    expect(header({ authorization: 'x', Authorization: 'y' })).to.equal('x,y');
    expect(query({ Token: ['x', 'y'] })).to.equal('x,y');
    expect(query({ Token: [] })).to.equal(undefined);
  });
  it('are own members', () => {
    const request = { headers: {}, query: Object.create({ constructor: 'x' }) as Fields };
    expect(readIdentity({ in: 'querystring', name: 'constructor' }, request)).to.equal(undefined);
    expect(readIdentity({ in: 'header', name: '__proto__' }, request)).to.equal(undefined);
  });
});
