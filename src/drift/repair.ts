/** Commands of the AWS CLI that undo a change which was made by hand. Pure. */
import type { ComparedRoute } from './compare';
import type { Authorization, ExpectedRoute } from './expected';
import type { LiveApi, LiveRoute } from './live-api';

export interface RepairContext {
  readonly live: LiveApi;
  readonly region: string;
  /** Of a REST API: a change reaches it with a deployment only. */
  readonly restStage: string;
}

/** What AWS takes as an ID, and a shell as one word. */
const WORD = /^[\w-]+$/;

/** More commands than this help nobody. */
const MOST_COMMANDS = 10;

/** One line each; none for routes about which too little is known. */
export function repairCommands(routes: readonly ComparedRoute[], context: RepairContext): string[] {
  const { live, region, restStage } = context;
  if (![live.id, region].every((word) => WORD.test(word))) return [];
  const all = [...new Set(routes.flatMap((route) => repairCommand(route, context) ?? []))];
  const shown = all.slice(0, MOST_COMMANDS);
  if (live.api === 'http' || shown.length === 0 || !WORD.test(restStage)) return shown;
  const deploy = `aws apigateway create-deployment --region ${region} --rest-api-id ${live.id} --stage-name ${restStage}`;
  return [...shown, deploy];
}

function repairCommand(
  { expected, live: route, report }: ComparedRoute,
  context: RepairContext,
): string | null {
  if (route === null || !WORD.test(route.id) || !WORD.test(route.method)) return null;
  if (expected === null) return deleteRoute(route, context);
  const { authorization } = expected;
  const id = authorization === null ? null : authorizerId(authorization, context.live);
  if (authorization === null || id === null || authorization.type !== 'JWT') return null;
  const isAuthorizerChanged = report.differences.some(({ what }) => !ON_THE_ROUTE.includes(what));
  if (isAuthorizerChanged && route.authorizerId === id) return updateAuthorizer(id, authorization, context);
  return updateRoute(route, expected, id, context);
}

/** Differences that are in the route, and not in its authorizer. */
const ON_THE_ROUTE: readonly string[] = ['authorizationType', 'authorizer', 'scopes'];

/** The authorizer's ID as CloudFormation has it, or of the live one that has its name. */
function authorizerId({ id, name }: Authorization, { authorizers }: LiveApi): string | null {
  const known = id !== null && 'known' in id ? id.known : null;
  const found = known ?? [...authorizers.values()].find((one) => one.name === name)?.id ?? null;
  return found !== null && WORD.test(found) ? found : null;
}

function updateRoute(
  { id, method }: LiveRoute,
  { scopes }: ExpectedRoute,
  authorizer: string,
  { live, region }: RepairContext,
): string | null {
  if (live.api === 'http') {
    const list = (scopes ?? []).map(quote);
    if (list.includes(null)) return null;
    const option = list.length === 0 ? '' : ` --authorization-scopes ${list.join(' ')}`;
    return `aws apigatewayv2 update-route --region ${region} --api-id ${live.id} --route-id ${id} --authorization-type JWT --authorizer-id ${authorizer}${option}`;
  }
  const patch = `op=replace,path=/authorizationType,value=JWT op=replace,path=/authorizerId,value=${authorizer}`;
  return `aws apigateway update-method --region ${region} --rest-api-id ${live.id} --resource-id ${id} --http-method ${method} --patch-operations ${patch}`;
}

function updateAuthorizer(
  id: string,
  { issuer, audience, identitySource }: Authorization,
  { live, region }: RepairContext,
): string | null {
  const values = [issuer, ...(audience ?? [])].map((value) =>
    value !== null && 'known' in value ? value.known : null,
  );
  // The command line of AWS reads commas and brackets in these values.
  if (live.api === 'rest' || values.some((value) => value === null || /[,[\]{}=\s]/.test(value))) return null;
  const [first, ...rest] = values;
  const jwt = quote(`Issuer=${first ?? ''},Audience=${rest.join(',')}`);
  const source = quote(identitySource ?? '');
  if (jwt === null || source === null) return null;
  return `aws apigatewayv2 update-authorizer --region ${region} --api-id ${live.id} --authorizer-id ${id} --jwt-configuration ${jwt} --identity-source ${source}`;
}

function deleteRoute({ id, method }: LiveRoute, { live, region }: RepairContext): string {
  return live.api === 'http'
    ? `aws apigatewayv2 delete-route --region ${region} --api-id ${live.id} --route-id ${id}`
    : `aws apigateway delete-method --region ${region} --rest-api-id ${live.id} --resource-id ${id} --http-method ${method}`;
}

/** One word for a shell; `null` where it cannot be written simply. */
function quote(text: string): string | null {
  if (/^[\w.:/-]+$/.test(text)) return text;
  return /^[\x20-\x7e]+$/.test(text) && !text.includes("'") ? `'${text}'` : null;
}
