import { expect } from 'chai';
import { findPassageUser, getPassageUser } from '../../src/runtime/passage-user';
import { passageEvent, publicEvent } from '../../src/testing/passage-event';

const OPTIONS = { sub: 'alice', claims: { roles: ['a b'], admin: true }, scopes: ['read'] };

describe('testing: events with authorizerType: lambda', () => {
  it('have the same user in every API', () => {
    const now = new Date();
    const users = (['lambda', 'websocket'] as const).map((payload) =>
      getPassageUser(passageEvent({ ...OPTIONS, payload, now })),
    );
    expect(users[0]).to.deep.equal(users[1]);
    expect(users[0]).to.deep.include({ id: 'alice', audience: ['https://api.example.com'] });
    expect(users[0]?.claims).to.deep.include({ roles: ['a b'], admin: true, scope: 'read' });
  });

  it('have it where the Lambda authorizer puts it', () => {
    const { requestContext: http } = passageEvent({ ...OPTIONS, payload: 'lambda' });
    const { requestContext: websocket } = passageEvent({
      payload: 'websocket',
      sub: 'bob',
      body: { action: 'say' },
    });
    expect(JSON.parse(http.authorizer.lambda.passage)).to.deep.include({
      ...{ sub: 'alice', aud: 'https://api.example.com', scope: 'read' },
      ...OPTIONS.claims,
    });
    expect(websocket.authorizer.principalId).to.equal('bob');
    expect(websocket).to.include({ eventType: 'MESSAGE', routeKey: '$default' });
  });

  it('have none on a public route', () => {
    for (const payload of ['lambda', 'websocket'] as const)
      expect(findPassageUser(publicEvent({ payload }))).to.equal(undefined);
  });
});
