import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passageEvent, publicEvent } from 'serverless-passage/testing';
import { hello, me, profile } from './handler';

/** A change of the profile of Alice, by somebody. */
const change = (sub: string) =>
  passageEvent({ sub, method: 'PUT', path: '/profile/alice', pathParameters: { id: 'alice' } });

describe('handlers', () => {
  it('profile: refuses to change the profile of somebody else', async () => {
    assert.equal((await profile(change('mallory'))).statusCode, 403);
  });

  it('profile: lets its owner change it', async () => {
    assert.equal((await profile(change('alice'))).statusCode, 200);
  });

  it('profile: can be read by everybody', async () => {
    const { body } = await profile(publicEvent({ path: '/profile/alice', pathParameters: { id: 'alice' } }));
    assert.equal(body, '{"id":"alice"}');
  });

  it('me: is who called, until the token ends', async () => {
    const { body } = await me(passageEvent({ sub: 'alice', now: new Date('2026-11-25T10:00:00Z') }));
    assert.equal(body, '{"user":"alice","until":"2026-11-25T11:00:00.000Z"}');
  });

  it('hello: is for everybody', async () => {
    assert.equal((await hello(publicEvent())).statusCode, 200);
  });
});
