/** The README is short, and its first steps work. */
import { runInThisContext } from 'node:vm';
import { expect } from 'chai';
import { readUserPages } from '../../scripts/docs/pages';
import { makeService } from '../support/frameworks';
import { runInProcess } from '../support/in-process';

const { text: README, blocks } = readUserPages().find(({ path }) => path === 'README.md')!;

type Handler = (event: object) => Promise<{ statusCode: number; body: string }>;

describe('README', () => {
  it('has at most 170 lines', () => {
    expect(README.trimEnd().split('\n').length).to.be.at.most(170);
  });

  it('names the two commands that do all the set-up', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(README).to.include(command);
  });

  it('installs the plugin before it asks for a clone', () => {
    expect(README.indexOf('npm install')).to.be.within(0, README.indexOf('npm ci'));
  });

  it('needs no environment variable in an example', () => {
    for (const { text } of blocks) expect(text).not.to.include('${env:');
  });

  it('has a handler that greets the verified user', async () => {
    const code = blocks.find(({ language }) => language === 'js')!.text;
    const handler: Record<string, Handler> = {};
    (runInThisContext(`(exports) => {${code}}`) as (exports: object) => void)(handler);
    const event = { requestContext: { authorizer: { jwt: { claims: { sub: 'alice' } } } } };
    expect(await handler.me!(event)).to.deep.equal({ statusCode: 200, body: 'Hello alice' });
    expect(await handler.hello!({})).to.deep.equal({ statusCode: 200, body: 'Hello' });
  });

  it('has a quick start that passes the workflow of docs/commands.md', async () => {
    const service = blocks.find(({ marker }) => marker === 'fixture: quick start')!.text;
    const folder = makeService({ service, modules: { 'serverless-offline': 'serverless-offline14' } });
    try {
      const run = await runInProcess('osls4', folder, ['passage', 'routes', '--fail-on-public']);
      expect(run.code, run.output).to.equal(0);
    } finally {
      folder.remove();
    }
  });
});
