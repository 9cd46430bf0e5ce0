/** Plans of plain service objects, with the naming of a real framework. */
import { type AppliedChanges, noChanges } from '../../src/service/applied-changes';
import { createRequire } from 'node:module';
import { applyPlan } from '../../src/apply/apply-plan';
import { PassageError } from '../../src/errors';
import type { Naming, Serverless, Service } from '../../src/serverless';
import { type PlannedService, planService } from '../../src/plan/plan-service';
import { propertyOf } from '../../src/util/objects';
import { placesOf } from './template';

/** The framework's own naming functions: those used here ask nothing of the provider. */
export const naming = createRequire(__filename)('osls4/lib/plugins/aws/lib/naming.js') as Naming;

export const BLOCK = { appId: 'testapp123', authOrigin: 'https://app.example.com' };

export interface PlainService extends Omit<Service, 'functions'> {
  functions: Record<string, { passage?: unknown; events?: Record<string, unknown>[]; url?: unknown }>;
}

export function plain(
  functions: PlainService['functions'],
  passage: object = BLOCK,
  provider: object = {},
): PlainService {
  return { service: 'svc', provider: { name: 'aws', ...provider }, custom: { passage }, functions };
}

/** What of the framework planning needs, around a plain service. */
export function host(service: PlainService): Serverless {
  const { apiGateway } = service.provider;
  return {
    service,
    getProvider: (name: string) =>
      [name, service.provider.name].every((each) => each === 'aws') && {
        naming,
        getStage: () => 'dev',
        getApiGatewayWebsocketApiId: () => ({ Ref: 'WebsocketsApi' }),
        getApiGatewayRestApiId: () => apiGateway?.restApiId ?? { Ref: 'ApiGatewayRestApi' },
        getApiGatewayRestApiRootResourceId: () =>
          propertyOf(apiGateway, 'restApiRootResourceId') ?? {
            'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'],
          },
        getApiGatewayPredefinedResources: () => propertyOf(apiGateway, 'restApiResources') ?? [],
      },
  } as unknown as Serverless;
}

export function planOf(
  service: PlainService,
  changes: AppliedChanges = noChanges(),
  isEarly = false,
): PlannedService {
  return planService(service, host(service), changes, { isEarly });
}

/** What an act is refused for, each problem as `CODE where`. Other errors pass. */
export function refused(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    return placesOfError(error);
  }
  return [];
}

/** The same of an act that takes time. */
export async function rejected(act: () => Promise<unknown>): Promise<string[]> {
  try {
    await act();
  } catch (error) {
    return placesOfError(error);
  }
  return [];
}

function placesOfError(error: unknown): string[] {
  if (!(error instanceof PassageError)) throw error;
  return placesOf(error.problems);
}

/** Plans and applies, as the plugin does in one hook. */
export function applied(service: PlainService, changes: AppliedChanges): PlannedService {
  const planned = planOf(service, changes);
  applyPlan(planned.plan, service, changes);
  return planned;
}

/** Each route with its access and who decided: `protected passage function`. */
export function decisions({ plan }: PlannedService): Record<string, string> {
  return Object.fromEntries(
    plan.routes.map(({ api, method, path, functionName, decision }) => [
      `${functionName} ${api} ${method} ${path}`,
      [
        decision.access,
        ...(decision.access === 'public'
          ? []
          : [decision.authorizer, ...decision.scopes.map((scope) => `+${scope}`)]),
        decision.decidedBy,
      ].join(' '),
    ]),
  );
}
