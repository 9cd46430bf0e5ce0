/** Ten protected routes by CDK's `HttpJwtAuthorizer`, synthesised, against the same ten packaged with the plugin. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeService } from '../test/support/frameworks';
import { type Row, measurePairs, milliseconds, toRow } from './measure';
import { packageOnce, protectedService } from './package';

const ROUTES = 10;

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { HttpApi, HttpMethod } = require('aws-cdk-lib/aws-apigatewayv2');
const { HttpJwtAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2-authorizers');
const { HttpLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const app = new App({ outdir: 'out' });
const stack = new Stack(app, 'Bench');
const api = new HttpApi(stack, 'Api');
const authorizer = new HttpJwtAuthorizer('Jwt', 'https://i.example', { jwtAudience: ['a'] });
for (let i = 0; i < ${ROUTES}; i += 1) {
  const code = Code.fromAsset('code');
  const handler = new Function(stack, 'F' + i, { runtime: Runtime.NODEJS_22_X, handler: 'handler.handler', code });
  const integration = new HttpLambdaIntegration('I' + i, handler);
  api.addRoutes({ path: '/r' + i, methods: [HttpMethod.GET], authorizer, integration });
}
app.synth();
`;

/** Installs aws-cdk-lib into a temporary folder: it is larger than all development dependencies of this package. */
export async function benchCdk(rounds: number): Promise<Row> {
  const home = mkdtempSync(join(tmpdir(), 'serverless-passage-cdk-'));
  const folder = makeService({ service: protectedService(ROUTES) });
  try {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', '--prefix', home, ...quiet, 'aws-cdk-lib@2', 'constructs@10'], {
      stdio: 'ignore',
    });
    execFileSync('mkdir', ['-p', join(home, 'code')]);
    writeFileSync(join(home, 'code/handler.js'), 'exports.handler = async () => 1;\n');
    writeFileSync(join(home, 'app.js'), APP);
    const synthesise = (): number => {
      const started = performance.now();
      execFileSync(process.execPath, ['app.js'], { cwd: home, stdio: 'ignore' });
      return performance.now() - started;
    };
    const pairs = await measurePairs(rounds, () => packageOnce(folder), synthesise);
    return toRow(`package, ${ROUTES} routes: wall time, CDK's HttpJwtAuthorizer`, pairs, milliseconds, '');
  } finally {
    folder.remove();
    rmSync(home, { recursive: true, force: true });
  }
}
