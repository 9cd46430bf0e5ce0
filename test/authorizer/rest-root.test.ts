import { expect } from 'chai';
import { makeHandler } from '../../src/authorizer/handler';
import { REST_RESOURCES, routeKey, type RoutesFile } from '../../src/authorizer/routes-file';
import { readSettings } from '../../src/authorizer/settings';
import { environment, routesFile, verdictOf } from '../support/authorizer';
import { EVENTS } from '../support/lambda-events';
import { type Issuer, startIssuer } from '../support/issuer';
import { ec, forge, makeEcKey } from '../support/tokens';

const key = makeEcKey('ec-1');

/** Paths of which one ends as another one does: below an unknown root, only the resource tells them apart. */
const PATHS = ['/me', '/admin/me', '/'];

describe('authorizer function: REST routes below another root', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await startIssuer({ keys: [key.jwk] });
  });
  after(() => issuer.close());

  /** What becomes of a request to a resource. Only `/admin/me` requires a scope. */
  async function status(resource: object, resources = 'res1,res2,res3', sent: object = {}): Promise<number> {
    const options = { issuer: issuer.url };
    const file: RoutesFile = {
      ...routesFile(options),
      routes: Object.fromEntries(
        PATHS.map((path) => [
          routeKey('rest', { method: 'GET', path }),
          { app: 'default', scopes: path === '/admin/me' ? ['admin'] : [] },
        ]),
      ),
      restPaths: PATHS,
    };
    const now = (): Date => new Date();
    const env = { ...environment(options), [REST_RESOURCES]: resources };
    const handler = makeHandler({
      settings: () => readSettings(file, env, { fetch, now }),
      now,
      log: () => undefined,
    });
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: issuer.url, aud: 'api', sub: 'a', exp, ...sent };
    const authorization = forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(key));
    const event = EVENTS.rest({ authorization }) as { requestContext: object };
    const requestContext = { ...event.requestContext, ...resource };
    return (await verdictOf(handler, { ...event, requestContext })).status;
  }

  it('are known by their resource, whatever comes before their path', async () => {
    for (const prefix of ['', '/v1', '/v1/admin']) {
      expect(await status({ resourceId: 'res1', resourcePath: `${prefix}/me` })).to.equal(200);
      const admin = { resourceId: 'res2', resourcePath: `${prefix}/admin/me` };
      expect(await status(admin)).to.equal(403);
      expect(await status(admin, undefined, { scope: 'admin' })).to.equal(200);
      expect(await status({ resourceId: 'res3', resourcePath: prefix || '/' })).to.equal(200);
    }
  });

  it('are not known by a path', async () => {
    for (const resourceId of ['res4', undefined, 1, ['res1'], '', '__proto__'])
      expect(await status({ resourceId, resourcePath: '/me' }), String(resourceId)).to.equal(403);
  });

  it('are all denied when the resources are not those of the routes', async () => {
    for (const resources of [
      '',
      'res1',
      'res1,res2',
      'res1,res2,res3,res4',
      'res1,res1,res3',
      'res1,,res3',
      'res1,res1,res2,res3',
    ])
      expect(await status({ resourceId: 'res1', resourcePath: '/me' }, resources), resources).to.equal(403);
  });
});
