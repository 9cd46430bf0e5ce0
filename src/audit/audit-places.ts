/** Audits where planned routes are and what they call: protection is worth nothing on another API, or before other code. */
import { type Template, propertiesOf, referencesIn, sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import type { Intents } from '../intent/intent';
import { type Plan, type PlannedRoute, hasAuthorizer } from '../plan/types';
import { identity, routeName } from '../service/events';
import { apiIds } from '../template/api-ids';
import type { ApiRoute } from '../template/api-resources';
import { calledFunctions } from '../template/called-functions';
import type { ConfiguredResources } from '../template/configured-resources';
import { isRewritten } from '../template/transforms';
import { groupBy } from '../util/group-by';
import { propertyOf } from '../util/objects';
import { unexpectedValue } from './audit-messages';
import type { Compiled } from './compiled';

/** Properties that say where a route is and who may call it, which are compared, and those that say neither. */
const KNOWN_PROPERTIES: ReadonlySet<string> = new Set([
  ...['ApiId', 'RestApiId', 'RouteKey', 'HttpMethod', 'ResourceId', 'Target', 'Integration'],
  ...['AuthorizationScopes', 'AuthorizationType', 'AuthorizerId'],
  ...['ApiKeyRequired', 'MethodResponses', 'ModelSelectionExpression', 'OperationName', 'RequestModels'],
  ...['RequestParameters', 'RequestValidatorId', 'RouteResponseSelectionExpression'],
]);

/** What the user's own entries say of routes, and which functions extended targets led to when they were compiled. */
interface Meant extends Pick<ConfiguredResources, 'extensions'>, Partial<Pick<Compiled, 'targets'>> {
  readonly intents?: Intents | undefined;
}

/** Each planned route that is not public is on our API, and calls the function of its event. */
export function auditPlaces(
  template: Template,
  plan: Plan,
  found: readonly ApiRoute[],
  { extensions, targets, intents }: Meant,
): Finding[] {
  const byIdentity = groupBy(found, (resource) => resource.identity);
  const auditTarget = foreignTarget(template, plan, intents?.now.functions);
  return plan.routes.filter(hasAuthorizer).flatMap((route) => {
    return (byIdentity.get(identity(route)) ?? [])
      .filter(({ resource }) => !isRewritten(resource))
      .flatMap((resource) => {
        const { logicalId, properties } = resource;
        const extension = propertyOf(extensions.get(logicalId), 'Properties');
        const hasTarget = propertyOf(extension, targetKey(route)) !== undefined;
        const isUnknown = hasTarget && targets?.has(logicalId) !== true;
        const between = [logicalId, ...referencesIn(properties.Target).map(String)];
        const meant = new Set(between.flatMap((id) => [...(targets?.get(id) ?? [])]));
        return [
          ...auditApi(plan, route, resource),
          ...auditUnknown(route, resource),
          ...(isUnknown ? [] : auditTarget(route, resource, meant)),
        ];
      });
  });
}

/** A choice by `Fn::If` between our API and another one refers to ours, and is not it. */
function auditApi(
  plan: Plan,
  route: PlannedRoute,
  { logicalId, properties, idProperty }: ApiRoute,
): Finding[] {
  const values = { expected: apiIds(plan)[route.api], found: properties[idProperty] };
  if (sameValue(values.expected, values.found)) return [];
  return [unexpectedValue(`Resources.${logicalId}.${idProperty}`, routeName(route), values)];
}

function auditUnknown(route: PlannedRoute, { logicalId, properties }: ApiRoute): Finding[] {
  return Object.keys(properties)
    .filter((key) => !KNOWN_PROPERTIES.has(key))
    .map((key) =>
      unexpectedValue(`Resources.${logicalId}.${key}`, routeName(route), {
        expected: undefined,
        found: properties[key],
      }),
    );
}

function targetKey({ api }: PlannedRoute): 'Target' | 'Integration' {
  return api === 'rest' ? 'Integration' : 'Target';
}

type AuditTarget = (route: PlannedRoute, resource: ApiRoute, meant: ReadonlySet<string>) => Finding[];

/** A route may call its function by an alias, or something else outside of the service, and no other function of it. */
function foreignTarget(
  template: Template,
  plan: Plan,
  functions: Plan['functions'] = plan.functions,
): AuditTarget {
  const functionsOf = calledFunctions(template, plan.stack);
  const ids = new Map(functions.map(({ name, logicalId }) => [name, logicalId]));
  return (route, { logicalId, properties }, meant) => {
    const key = targetKey(route);
    const target = route.api === 'rest' ? propertyOf(properties.Integration, 'Uri') : properties.Target;
    const expected = ids.get(route.functionName);
    // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
    if (isAsUsual(template, target, expected)) return [];
    const other = [...functionsOf(target)].find((id) => id !== expected && !meant.has(id));
    if (other === undefined) return [];
    return [unexpectedValue(`Resources.${logicalId}.${key}`, routeName(route), { expected, found: other })];
  };
}

/** What the frameworks compile as the target of a route: its integration. */
const USUAL_TARGET = /^\{"Fn::Join":\["\/",\["integrations",\{"Ref":"(\w+)"\}\]\]\}$/;
/** And as the URI of a method, around the ARN. */
const [BEFORE_ARN = '', AFTER_ARN = ''] = JSON.stringify({
  'Fn::Join': [
    '',
    [
      ...['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }],
      ...[':lambda:path/2015-03-31/functions/', null, '/invocations'],
    ],
  ],
}).split('null');

/** Whether the target is what the framework compiles for that function: most are, and need no closer look. */
function isAsUsual({ Resources }: Template, target: unknown, functionId: string | undefined): boolean {
  // Then the answer is no, and the closer look says the same.
  // Stryker disable ObjectLiteral,ArrayDeclaration,StringLiteral,LogicalOperator,ArithmeticOperator: it costs time only
  const arn = JSON.stringify({ 'Fn::GetAtt': [functionId, 'Arn'] });
  const text = JSON.stringify(target) as string | undefined;
  const integration = Resources[USUAL_TARGET.exec(text ?? '')?.[1] ?? ''];
  return integration?.Type === 'AWS::ApiGatewayV2::Integration'
    ? JSON.stringify(propertiesOf(integration).IntegrationUri) === arn
    : text === BEFORE_ARN + arn + AFTER_ARN;
  // Stryker restore all
}
