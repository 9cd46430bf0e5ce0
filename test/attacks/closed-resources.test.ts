/** Who gets the requests and the code of a protected route that the user has written under `resources:`. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';
import {
  APIS,
  type Api,
  type Case,
  URL_OF_R,
  added,
  both,
  closed,
  event,
  legal,
  raw,
  refused,
  removed,
  url,
  withEvent,
} from './closed-resources.cases';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };

const filesOf = (api: Api, scene: Case) => {
  const { events = {}, protect, resources, extensions, fn, isAlone, act, isEarly } = scene;
  const functions = {
    me: { handler: 'handler.me', events: [event(api, 'GET', '/me', isAlone !== true)] },
    // Without events of its own, which another plugin may give it.
    r: { handler: 'handler.r', ...(events.r && { events: [...events.r] }), ...fn },
    web: { handler: 'handler.web', ...(events.web && { events: [...events.web] }) },
  };
  const config = service(functions, {
    custom: { passage: { ...APP, ...(protect && { protect }) } },
    resources: {
      Conditions: { C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      // The framework merges these very objects, and another plugin changes them.
      Resources: structuredClone({ ...closed(api), ...resources }),
      ...(extensions && { extensions }),
    },
  });
  const hook = isEarly === true ? 'before:package:initialize' : 'after:package:compileEvents';
  return withPlugin(act, { event: hook, listed: 'last' }, config);
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a protected route under resources, where another plugin`, () => {
    for (const api of APIS)
      for (const each of refused(api))
        it(`${each.what} (${api})`, async () => {
          const run = await packageService(framework, filesOf(api, each));
          expectProblems(run, `PASSAGE_AUDIT_FAILED ${each.where}`);
        });
  });
}

describe('attacks: a protected route under resources is kept where another plugin', () => {
  for (const api of APIS)
    for (const each of legal(api))
      it(`${each.what} (${api})`, async () => {
        const run = await packageService('osls4', filesOf(api, each));
        expect(run.code, run.output).to.equal(0);
        expect(run.notes).to.have.length(each.isWarned === true ? 1 : 0);
      });
});

describe('attacks: a protected route under resources is warned about where another plugin', () => {
  const WARNED: (Case & { where: string })[] = [
    { what: 'adds a public URL of its function', act: url, where: 'Resources.Url' },
    {
      what: 'removes it, beside a public URL of its function that the user wrote',
      resources: URL_OF_R,
      act: removed,
      where: 'Resources.Url',
    },
    {
      what: 'removes it, where another one of its function stays, and adds a public URL',
      resources: raw('http', 'Second', 'GET /second', { AuthorizationType: 'AWS_IAM' }),
      act: both(removed, url),
      where: 'Resources.Url',
    },
    {
      what: 'adds a public route of its function elsewhere',
      act: added(raw('http', 'Docs', 'GET /docs')),
      where: 'Resources.Docs',
    },
    {
      what: 'adds a public event of its function elsewhere',
      act: withEvent('r', event('http', 'GET', '/status')),
      isEarly: true,
      where: 'functions.r.events[0].httpApi',
    },
    {
      what: 'adds a public event of another function within it',
      act: withEvent('web', event('http', 'GET', '/raw/docs')),
      isEarly: true,
      where: 'functions.web.events[0].httpApi',
    },
  ];
  for (const each of WARNED)
    it(each.what, async () => {
      const run = await packageService('osls4', filesOf('http', each));
      expect(run.code, run.output).to.equal(0);
      expect(run.output).to.include(`serverless-passage: ${each.where}: `);
    });
});
