/** Commands of the AWS CLI that undo a change which was made by hand. Pure. */
import type { ComparedRoute } from './compare';
import type { Authorization, ExpectedRoute } from './expected-types';
import type { LiveApi, LiveRoute } from './live-api';

export interface RepairContext {
  readonly live: LiveApi;
  readonly region: string;
  /** Of the kinds of API that a change reaches with a deployment only. */
  readonly stages: Readonly<Record<'rest' | 'websocket', string>>;
}

/** What AWS takes as an ID, and a shell as one word. */
const WORD = /^[\w-]+$/;

/** More commands than this help nobody. */
const MOST_COMMANDS = 10;

/** One line each; none for routes about which too little is known. */
export function repairCommands(routes: readonly ComparedRoute[], context: RepairContext): string[] {
  const { live, region, stages } = context;
  if (![live.id, region].every((word) => WORD.test(word))) return [];
  const all = [...new Set(routes.flatMap((route) => repairCommand(route, context) ?? []))];
  const shown = all.slice(0, MOST_COMMANDS);
  if (live.api === 'http' || shown.length === 0 || !WORD.test(stages[live.api])) return shown;
  const create =
    live.api === 'rest'
      ? `aws apigateway create-deployment --region ${region} --rest-api-id`
      : `aws apigatewayv2 create-deployment --region ${region} --api-id`;
  return [...shown, `${create} ${live.id} --stage-name ${stages[live.api]}`];
}

function repairCommand(
  { expected, live: route, report }: ComparedRoute,
  context: RepairContext,
): string | null {
  if (route === null || !WORD.test(route.id) || !WORD.test(route.method)) return null;
  if (expected === null) return deleteRoute(route, context);
  const { authorization } = expected;
  const id = authorization === null ? null : authorizerId(authorization, context.live);
  if (authorization === null || id === null) return null;
  const { type } = authorization;
  if (type !== 'JWT' && type !== 'CUSTOM') return null;
  // Where a route has its Lambda authorizer, the rest of the differences are in that.
  const hasLambda = type === 'CUSTOM' && route.authorizationType === type;
  const isAuthorizerChanged =
    hasLambda || report.differences.some(({ what }) => !ON_THE_ROUTE.includes(what));
  if (isAuthorizerChanged && route.authorizerId === id) return updateAuthorizer(id, authorization, context);
  return updateRoute(route, expected, { type, id }, context);
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
  authorizer: { readonly type: string; readonly id: string },
  { live, region }: RepairContext,
): string | null {
  if (live.api !== 'rest') {
    const list = (scopes ?? []).map(quote);
    if (list.includes(null)) return null;
    const option = list.length === 0 ? '' : ` --authorization-scopes ${list.join(' ')}`;
    return `aws apigatewayv2 update-route --region ${region} --api-id ${live.id} --route-id ${id} --authorization-type ${authorizer.type} --authorizer-id ${authorizer.id}${option}`;
  }
  const patch = `op=replace,path=/authorizationType,value=${authorizer.type} op=replace,path=/authorizerId,value=${authorizer.id}`;
  return `aws apigateway update-method --region ${region} --rest-api-id ${live.id} --resource-id ${id} --http-method ${method} --patch-operations ${patch}`;
}

function updateAuthorizer(id: string, authorization: Authorization, context: RepairContext): string | null {
  const { live, region } = context;
  if (live.api === 'rest') return updateRestAuthorizer(id, authorization, context);
  const what = authorization.type === 'JWT' ? jwtOption(authorization) : lambdaOption(authorization, context);
  const source = quote(authorization.identitySource ?? '');
  if (what === null || source === null) return null;
  return `aws apigatewayv2 update-authorizer --region ${region} --api-id ${live.id} --authorizer-id ${id} ${what} --identity-source ${source}`;
}

/** A REST API's authorizers take patch operations. Those of a JWT authorizer are not documented. */
function updateRestAuthorizer(
  id: string,
  authorization: Authorization,
  { live, region }: RepairContext,
): string | null {
  const uri = authorization.type === 'CUSTOM' ? functionUri(authorization, region) : null;
  const source = authorization.identitySource;
  if (uri === null || source === null) return null;
  const values = { authorizerUri: uri, authorizerResultTtlInSeconds: '0', identitySource: source };
  const operations = Object.entries(values).map(([name, value]) =>
    isShorthand(value) ? quote(`op=replace,path=/${name},value=${value}`) : null,
  );
  if (operations.includes(null)) return null;
  return `aws apigateway update-authorizer --region ${region} --rest-api-id ${live.id} --authorizer-id ${id} --patch-operations ${operations.join(' ')}`;
}

/** The command line of AWS reads commas and brackets in the values of its shorthand syntax. */
function isShorthand(value: string): boolean {
  return !/[,[\]{}=\s]/.test(value);
}

function jwtOption({ issuer, audience }: Authorization): string | null {
  const values = [issuer, ...(audience ?? [])].map((value) =>
    value !== null && 'known' in value ? value.known : null,
  );
  if (values.some((value) => value === null || !isShorthand(value))) return null;
  const [first, ...rest] = values;
  const jwt = quote(`Issuer=${first ?? ''},Audience=${rest.join(',')}`);
  return jwt === null ? null : `--jwt-configuration ${jwt}`;
}

/** Authorizers of WebSocket APIs cache nothing. */
function lambdaOption(authorization: Authorization, { live, region }: RepairContext): string | null {
  const uri = quote(functionUri(authorization, region) ?? '');
  if (uri === null) return null;
  const ofHttp =
    '--authorizer-payload-format-version 2.0 --enable-simple-responses --authorizer-result-ttl-in-seconds 0';
  return `--authorizer-uri ${uri}${live.api === 'http' ? ` ${ofHttp}` : ''}`;
}

/** What API Gateway calls. */
function functionUri({ functionArn }: Authorization, region: string): string | null {
  if (functionArn === null || !('known' in functionArn)) return null;
  const [, partition = ''] = functionArn.known.split(':');
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn.known}/invocations`;
}

function deleteRoute({ id, method }: LiveRoute, { live, region }: RepairContext): string {
  return live.api !== 'rest'
    ? `aws apigatewayv2 delete-route --region ${region} --api-id ${live.id} --route-id ${id}`
    : `aws apigateway delete-method --region ${region} --rest-api-id ${live.id} --resource-id ${id} --http-method ${method}`;
}

/** One word for a shell; `null` where it cannot be written simply. */
function quote(text: string): string | null {
  if (/^[\w.:/-]+$/.test(text)) return text;
  return /^[\x20-\x7e]+$/.test(text) && !text.includes("'") ? `'${text}'` : null;
}
