/** The golden service as the frameworks compile it today. */
import { type CfTemplate, type Framework, service } from './frameworks';
import { AUTHORIZERS, FUNCTIONS, PASSAGE } from './golden-service';
import { packageService } from './in-process';

/** What the framework compiles today, without what differs from run to run. */
export async function compileGolden(framework: Framework): Promise<string> {
  const config = service(FUNCTIONS, {
    custom: { passage: PASSAGE },
    provider: { httpApi: { authorizers: AUTHORIZERS } },
  });
  const { template, output } = await packageService(framework, { service: config });
  if (template === null) throw new Error(output);
  return `${JSON.stringify(apiPart(template), null, 2)}\n`;
}

/** APIs, routes, authorizers and outputs: functions have hashes, and deployments have times, in their names. */
function apiPart({ Resources, Outputs }: CfTemplate): object {
  const kept = Object.entries(Resources).filter(
    ([, { Type }]) => Type.startsWith('AWS::ApiGateway') && Type !== 'AWS::ApiGateway::Deployment',
  );
  const outputs = Object.entries(Outputs).filter(([name]) => name.startsWith('Passage'));
  return { Resources: Object.fromEntries(kept), Outputs: Object.fromEntries(outputs) };
}
