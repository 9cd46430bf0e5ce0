/** The golden service as the frameworks compile it today. */
import { type CfTemplate, type Framework, service } from './frameworks';
import { AUTHORIZERS, GOLDEN, type GoldenName } from './golden-service';
import { packageService } from './in-process';

/** What the framework compiles today, without what differs from run to run. */
export async function compileGolden(framework: Framework, name: GoldenName): Promise<string> {
  const { functions, passage } = GOLDEN[name];
  const config = service(functions, {
    custom: { passage },
    provider: { httpApi: { authorizers: AUTHORIZERS } },
  });
  const { template, output } = await packageService(framework, { service: config });
  if (template === null) throw new Error(output);
  return `${JSON.stringify(apiPart(template), null, 2)}\n`;
}

/**
 * APIs, routes, authorizers, outputs, and our function with all that is its own: other functions have hashes, and
 * deployments have times, in their names.
 */
function apiPart({ Resources, Outputs }: CfTemplate): object {
  const kept = Object.entries(Resources).filter(
    ([logicalId, { Type }]) =>
      (Type.startsWith('AWS::ApiGateway') && !Type.endsWith('Deployment')) || OURS.test(logicalId),
  );
  const outputs = Object.entries(Outputs).filter(([name]) => name.startsWith('Passage'));
  const part = { Resources: Object.fromEntries(kept), Outputs: Object.fromEntries(outputs) };
  return JSON.parse(withoutTime(JSON.stringify(part))) as object;
}

const OURS = /^PassageAuthorizer|^(Customers|Staff)LambdaAuthorizerPermission/;

/** The folder of a package in its bucket is named after the time. */
function withoutTime(text: string): string {
  return text.replace(/"serverless\/svc\/dev\/[^"/]+\//g, '"serverless/svc/dev/TIME/');
}
