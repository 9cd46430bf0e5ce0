/** A service with a protected route under `resources:`, and what another plugin does to it. */
import type { Resource } from '../support/frameworks';
import type { Act, SceneFunction } from '../support/other-plugin';

type Json = Record<string, unknown>;
export type Resources = Record<string, Resource>;
export type Api = 'http' | 'rest';

export const APIS: readonly Api[] = ['http', 'rest'];

const arn = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] });
const ROOT = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };

const integration = (target: unknown): Resource => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'HttpApi' }, IntegrationType: 'AWS_PROXY', IntegrationUri: target },
});
const part = (PathPart: string, parent: unknown): Resource => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'ApiGatewayRestApi' }, ParentId: parent, PathPart },
});

/** The resources of a path of a REST API, by what is before it, and the last of them. */
function partsOf(path: string): { readonly parts: Resources; readonly last: unknown } {
  const parts: Resources = {};
  let last: unknown = ROOT;
  let id = 'Part';
  for (const each of path.split('/').slice(1)) {
    id += each.replaceAll(/\W/g, '') || 'Root';
    parts[id] = part(each, last);
    last = { Ref: id };
  }
  return { parts, last };
}

/** A route under `resources:` with all that it needs. */
export function raw(api: Api, id: string, key: string, more: Json = {}, functionId = 'R'): Resources {
  const [method = '', path = ''] = key.split(' ');
  const target = arn(`${functionId}LambdaFunction`);
  if (api === 'http')
    return {
      [`${functionId}Integration`]: integration(target),
      [id]: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'HttpApi' },
          RouteKey: key,
          Target: { 'Fn::Sub': `integrations/\${${functionId}Integration}` },
          ...more,
        },
      },
    };
  const { parts, last } = partsOf(path);
  const uri = `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${functionId}LambdaFunction.Arn}/invocations`;
  return {
    ...parts,
    [id]: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: last,
        HttpMethod: method,
        AuthorizationType: 'NONE',
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': uri } },
        ...more,
      },
    },
  };
}

const PROTECTED: Readonly<Record<Api, Json>> = {
  http: { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } },
  rest: { AuthorizationType: 'AWS_IAM' },
};
const KEY = 'ANY /raw/{proxy+}';

export const closed = (api: Api, key = KEY): Resources => raw(api, 'Raw', key, PROTECTED[api]);

export const event = (api: Api, method: string, path: string, passage?: unknown): Json => ({
  [api === 'http' ? 'httpApi' : 'http']: { method, path, ...(passage !== undefined && { passage }) },
});

/** Changes resources as the user wrote them. */
const edited =
  (edit: (resources: Resources) => void): Act =>
  ({ service }) => {
    edit((service as unknown as { resources: { Resources: Resources } }).resources.Resources);
  };
export const removed = edited((resources) => {
  delete resources.Raw;
});
export const added = (more: Resources): Act => edited((resources) => Object.assign(resources, more));
export const both =
  (...acts: readonly Act[]): Act =>
  (scene) => {
    for (const act of acts) act(scene);
  };
const conditional = edited(({ Raw }) => {
  Object.assign(Raw ?? {}, { Condition: 'C' });
});
export const withEvent =
  (name: string, more: Json): Act =>
  ({ service: { functions } }) => {
    const fn = functions[name];
    if (fn !== undefined) fn.events = [...((fn.events as Json[] | undefined) ?? []), more];
  };
/** `/v1/raw` for `/raw`, or `/moved` on REST, of every resource. */
const moved = edited((resources) => {
  for (const { Properties } of Object.values(resources)) {
    const { RouteKey, PathPart } = Properties;
    if (typeof RouteKey === 'string') Properties.RouteKey = RouteKey.replace('/raw', '/v1/raw');
    if (PathPart === 'raw') Properties.PathPart = 'moved';
  }
});
/** `/v1/health` for `/health` of each event. */
const prefixed: Act = ({ service: { functions } }) => {
  for (const { events = [] } of Object.values(functions))
    for (const each of events)
      for (const options of Object.values(each) as Json[])
        options.path = `/v1/${String(options.path).replace(/^\//, '')}`;
};
/** Puts a resource of the path `/status` of the user's below `/raw`, or below `/v1`. */
const statusBelow = (beginning: 'raw' | 'v1'): Act =>
  edited((resources) => {
    const { Status, Partstatus } = resources;
    if (Partstatus === undefined)
      Object.assign(Status?.Properties ?? {}, { RouteKey: `GET /${beginning}/status` });
    else {
      if (beginning === 'v1') resources.Partv1 = part('v1', ROOT);
      Partstatus.Properties.ParentId = { Ref: `Part${beginning}` };
    }
  });
/** The integration of the protected route is no function: a queue. */
const queued = (api: Api): Resources => {
  const uri = 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders';
  if (api === 'rest')
    return raw(api, 'Raw', KEY, { ...PROTECTED[api], Integration: { Type: 'AWS', Uri: uri } });
  const RequestParameters = { QueueUrl: { Ref: 'Queue' }, MessageBody: '$request.body' };
  const subtype = { IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'SQS-SendMessage' };
  const Properties = {
    ApiId: { Ref: 'HttpApi' },
    ...subtype,
    PayloadFormatVersion: '1.0',
    RequestParameters,
  };
  return { RIntegration: { Type: 'AWS::ApiGatewayV2::Integration', Properties } };
};
/** Makes a public route of what the protected one calls. */
const reopened = (api: Api, key: string): Act =>
  edited((resources) => {
    const { Integration, Target } = resources.Raw?.Properties ?? {};
    const more = api === 'http' ? { Target } : { Integration };
    const { RIntegration } = resources;
    Object.assign(resources, raw(api, 'Again', key, more), RIntegration && { RIntegration });
  });
const renamed: Act = ({ service: { functions } }) => {
  const { r } = functions;
  functions.s = { ...r, name: 's' } as SceneFunction;
  delete functions.r;
};
const BY_ALIAS = integration({ Ref: 'Live' });
const Live: Resource = {
  Type: 'AWS::Lambda::Alias',
  Properties: { FunctionName: { Ref: 'RLambdaFunction' }, FunctionVersion: '$LATEST', Name: 'live' },
};
const BY_NAME = integration({
  'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:svc-dev-r',
});
const withoutTargets = edited((resources) => {
  delete resources.RIntegration;
  delete resources.Live;
});
const urlOf = (id: string): Resources => ({
  Url: {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'NONE', TargetFunctionArn: arn(`${id}LambdaFunction`) },
  },
});
export const URL_OF_R = urlOf('R');
export const url = added(URL_OF_R);
/** A copy of its compiled function, which the service does not have. */
const copied: Act = ({ resources }) => {
  const copy = structuredClone(resources.RLambdaFunction);
  if (copy !== undefined) resources.CopyLambdaFunction = copy;
  Object.assign(copy?.Properties ?? {}, { FunctionName: 'copy' });
};
const narrowed = edited(({ Raw }) => {
  const properties = Raw?.Properties ?? {};
  Object.assign(
    properties,
    'RouteKey' in properties ? { RouteKey: 'GET /raw/{proxy+}' } : { HttpMethod: 'GET' },
  );
});
const secondApi = added({
  Second: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'second', ProtocolType: 'HTTP', Target: arn('RLambdaFunction') },
  },
});
/** Routes in the definition of our API itself. */
const defined =
  (api: Api): Act =>
  ({ resources }) => {
    const [id, more] =
      api === 'http'
        ? ['HttpApi', { Target: arn('RLambdaFunction') }]
        : ['ApiGatewayRestApi', { Body: { paths: {} } }];
    Object.assign(resources[id]?.Properties ?? {}, more);
  };

/** The function that the protected route calls has the code of `web`, which has these events. */
const sharing = (web: readonly Json[]): Pick<Case, 'events' | 'fn'> => ({
  events: { web },
  fn: { handler: 'handler.web' },
});

const ROOT_TEXT = '${ApiGatewayRestApi.RootResourceId}';

/** The protected route on a path that only CloudFormation knows. */
const withUnknownPath = (api: Api): Resources =>
  api === 'http'
    ? raw(api, 'Raw', 'ANY /raw/{proxy+}', {
        ...PROTECTED[api],
        RouteKey: { 'Fn::Sub': 'ANY /${AWS::Region}' },
      })
    : { Partraw: part('raw', { 'Fn::ImportValue': 'Parent' }) };

export interface Case {
  readonly what: string;
  /** Events of the functions `r`, which the protected route calls, and `web`. */
  readonly events?: { readonly r?: readonly Json[]; readonly web?: readonly Json[] };
  /** What the user wrote beside the protected route. */
  readonly resources?: Resources;
  readonly extensions?: Json;
  readonly fn?: Json;
  readonly protect?: 'all';
  /** Whether no event is protected. */
  readonly isAlone?: boolean;
  readonly act: Act;
  /** Whether the plugin acts before functions are read for packaging, too late for resources of the template. */
  readonly isEarly?: boolean;
  /** Whether an event that it adds is named. */
  readonly isWarned?: boolean;
}

/** What must be refused on each API, with the place of the finding. */
export const refused = (api: Api): (Case & { where: string })[] => {
  const kind = api === 'http' ? 'httpApi' : 'http';
  const all = [event(api, 'ANY', '/{proxy+}')];
  const unknown = withUnknownPath(api);
  return [
    {
      what: 'adds a public URL of its function under protect: all, and its path is not known',
      protect: 'all',
      resources: unknown,
      act: url,
      where: 'Resources.Url',
    },
    {
      what: 'removes it, its path is not known, and its function becomes public',
      resources: unknown,
      act: both(removed, withEvent('r', event(api, 'GET', '/q'))),
      isEarly: true,
      where: `functions.r.events[0].${kind}`,
    },
    {
      what: 'adds a public URL of another function with its handler under protect: all',
      protect: 'all',
      ...sharing([]),
      act: added(urlOf('Web')),
      where: 'Resources.Url',
    },
    {
      what: 'removes it, and gives its function the public event of another one',
      events: { web: [event(api, 'GET', '/open', false)] },
      act: both(removed, ({ service: { functions } }) => {
        const [r, web] = [functions.r ?? {}, functions.web ?? {}] as Json[];
        Object.assign(r ?? {}, { events: web?.events });
        Object.assign(web ?? {}, { events: [] });
      }),
      isEarly: true,
      where: `functions.r.events[0].${kind}`,
    },
    ...(api === 'rest'
      ? [{ 'Fn::GetAtt': 'ApiGatewayRestApi.RootResourceId' }, { 'Fn::Sub': ROOT_TEXT }].map((root) => ({
          what: `adds a public method within it, where the root is ${JSON.stringify(root)}`,
          resources: { Partraw: part('raw', root) },
          act: added(raw(api, 'Docs', 'GET /raw/docs')),
          where: 'Resources.Docs',
        }))
      : []),
    {
      what: 'moves an event of its function, which says that it is public, into it',
      events: { r: [event(api, 'GET', '/status', false)] },
      act: ({ service: { functions } }) => {
        Object.assign(functions.r ?? {}, { events: [event(api, 'GET', '/raw/status', false)] });
      },
      isEarly: true,
      where: `functions.r.events[0].${kind}`,
    },
    ...(['Web', 'R'] as const).map((fn) => ({
      what: `moves a public route of ${fn === 'R' ? 'its' : 'another'} function into it`,
      resources: raw(api, 'Status', 'GET /status', {}, fn),
      act: statusBelow('raw'),
      where: 'Resources.Status',
    })),
    {
      what: 'moves it, and adds a public route of another function within it',
      act: both(added(raw(api, 'Docs', 'GET /raw/docs', {}, 'Web')), moved),
      where: 'Resources.Docs',
    },
    {
      what: 'moves it, and puts a condition on it, beside a public catch-all under resources',
      resources: raw(api, 'All', 'ANY /{proxy+}', {}, 'Web'),
      act: both(moved, conditional),
      where: 'Resources.Raw',
    },
    {
      what: 'brings it back, which calls a queue, under a prefix and without its authorizer',
      resources: queued(api),
      act: both(reopened(api, 'ANY /v1/raw/{proxy+}'), removed),
      where: 'Resources.Again',
    },
    {
      what: 'adds a public route within it',
      act: added(raw(api, 'Docs', 'GET /raw/docs')),
      where: 'Resources.Docs',
    },
    {
      what: 'adds a public route of another function within it',
      act: added(raw(api, 'Docs', 'GET /raw/docs', {}, 'Web')),
      where: 'Resources.Docs',
    },
    {
      what: 'adds a public event of its function within it',
      act: withEvent('r', event(api, 'GET', '/raw/docs')),
      isEarly: true,
      where: `functions.r.events[0].${kind}`,
    },
    {
      what: 'brings it back under a prefix, without its authorizer',
      act: both(removed, added(raw(api, 'RawV1', 'ANY /v1/raw/{proxy+}'))),
      where: 'Resources.RawV1',
    },
    {
      what: 'brings it back as a public event',
      act: both(removed, withEvent('r', event(api, 'ANY', '/v1/raw/{proxy+}'))),
      isEarly: true,
      where: `functions.r.events[0].${kind}`,
    },
    {
      what: 'gives its function another name, and brings it back as a public event',
      act: both(removed, renamed, withEvent('s', event(api, 'ANY', '/v1/raw/{proxy+}'))),
      isEarly: true,
      where: `functions.s.events[0].${kind}`,
    },
    ...(api === 'http' ? [{ RIntegration: BY_ALIAS, Live }, { RIntegration: BY_NAME }] : []).map(
      (resources) => ({
        what: `removes it, which calls through ${Object.keys(resources).join(' and ')}, and its function becomes public`,
        resources,
        act: both(removed, withoutTargets, renamed, withEvent('s', event(api, 'GET', '/q'))),
        isEarly: true,
        where: `functions.s.events[0].${kind}`,
      }),
    ),
    {
      what: 'adds a public URL of its function under protect: all',
      protect: 'all',
      act: url,
      where: 'Resources.Url',
    },
    {
      what: 'sets url: true on its function under protect: all',
      protect: 'all',
      act: ({ service: { functions } }) => {
        Object.assign(functions.r ?? {}, { events: [], url: true });
      },
      isEarly: true,
      where: 'functions.r.url',
    },
    {
      what: 'removes it, and adds a public URL of its function',
      act: both(removed, url),
      where: 'Resources.Url',
    },
    {
      what: 'removes it, and adds another API of its function',
      act: both(removed, secondApi),
      where: 'Resources.Second',
    },
    {
      what: 'removes it, and defines routes of its API, where it was the only protected one',
      isAlone: true,
      act: both(removed, defined(api)),
      where:
        api === 'http'
          ? 'Resources.HttpApi.Properties.Target'
          : 'Resources.ApiGatewayRestApi.Properties.Body',
    },
    {
      what: 'removes it, and adds a public route of a copy of its compiled function',
      act: both(removed, copied, added(raw(api, 'Q', 'GET /q', {}, 'Copy'))),
      where: 'Resources.Q',
    },
    {
      what: 'adds a public URL of a copy of its compiled function under protect: all',
      protect: 'all',
      act: both(copied, added(urlOf('Copy'))),
      where: 'Resources.Url',
    },
    {
      what: 'removes it with its function, beside a public catch-all event of the same code',
      ...sharing(all),
      act: both(removed, ({ service: { functions } }) => {
        delete functions.r;
      }),
      isEarly: true,
      where: `functions.web.events[0].${kind}`,
    },
    {
      what: 'narrows it, beside a public catch-all event of the same code under protect: all',
      ...sharing([event(api, 'ANY', '/{proxy+}', false)]),
      protect: 'all',
      act: narrowed,
      where: `functions.web.events[0].${kind}`,
    },
    {
      what: 'puts a condition on it, beside a public catch-all event',
      events: { web: all },
      act: conditional,
      where: 'Resources.Raw',
    },
    {
      what: 'puts a condition on it, beside a public catch-all under resources',
      resources: raw(api, 'All', 'ANY /{proxy+}', {}, 'Web'),
      act: conditional,
      where: 'Resources.Raw',
    },
    {
      what: 'adds a public event of its function within it, as one is elsewhere',
      events: { r: [event(api, 'GET', '/health')] },
      act: withEvent('r', event(api, 'GET', '/raw/health')),
      isEarly: true,
      where: `functions.r.events[1].${kind}`,
    },
    {
      what: 'puts a condition on it, beside a catch-all that is protected differently',
      events: { web: [event(api, 'ANY', '/{proxy+}', { scopes: ['read'] })] },
      act: conditional,
      where: 'Resources.Raw',
    },
    {
      what: 'removes it, beside a public catch-all event of its function',
      events: { r: all },
      act: removed,
      where: `functions.r.events[0].${kind}`,
    },
    {
      what: 'removes it, beside a public catch-all of its function under resources',
      resources: raw(api, 'All', 'ANY /{proxy+}'),
      act: removed,
      where: 'Resources.All',
    },
  ];
};

/** What must be accepted on each API. */
export const legal = (api: Api): Case[] => {
  const nothing: Act = () => undefined;
  const all = [event(api, 'ANY', '/{proxy+}')];
  const health = raw(api, 'Health', 'GET /raw/health');
  const ofOther = { [api === 'http' ? 'ApiId' : 'RestApiId']: { Ref: 'Mine' } };
  const other = raw(api, 'Other', 'GET /raw/docs', ofOther, 'Web');
  return [
    { what: 'does nothing, beside a public route within it', resources: health, act: nothing },
    {
      isWarned: true,
      what: 'adds an event with passage: false within it, as another one says of other requests',
      events: { r: [event(api, 'GET', '/health', false)] },
      act: withEvent('r', event(api, 'GET', '/raw/docs', false)),
      isEarly: true,
    },
    {
      what: 'adds an event of its function where its path is not known, with passage: false',
      resources: withUnknownPath(api),
      act: withEvent('r', event(api, 'GET', '/docs', false)),
      isEarly: true,
    },
    {
      what: 'does nothing, beside a public URL of the user of another function with its handler',
      protect: 'all',
      ...sharing([]),
      resources: urlOf('Web'),
      act: nothing,
    },
    { what: 'removes it, beside a public route within it', resources: health, act: removed },
    { what: 'removes it, and nothing gets its requests', act: removed },
    {
      what: 'removes it, and adds a public URL of another function',
      act: both(removed, added(urlOf('Web'))),
    },
    {
      what: 'removes it, and adds a public URL of its function, which has passage: false',
      fn: { passage: false },
      act: both(removed, url),
    },
    { what: 'removes it, beside a public catch-all of other code', events: { web: all }, act: removed },
    {
      what: 'removes it with its function',
      events: { web: all },
      act: both(removed, ({ service: { functions } }) => {
        delete functions.r;
      }),
      isEarly: true,
    },
    {
      what: 'does nothing, beside events of its function with passage: false',
      events: { r: [event(api, 'GET', '/raw/health', false), event(api, 'GET', '/open', false)] },
      act: nothing,
    },
    {
      what: 'adds an event of its function with passage: false within it',
      act: withEvent('r', event(api, 'GET', '/raw/docs', false)),
      isEarly: true,
    },
    {
      what: 'does nothing, beside a public catch-all event of the same code',
      ...sharing(all),
      act: nothing,
    },
    {
      what: 'narrows it, beside a public catch-all event of other code',
      events: { web: all },
      act: narrowed,
    },
    {
      what: 'adds a public URL of a copy of its function, which has passage: false, under protect: all',
      protect: 'all',
      fn: { passage: false },
      act: both(copied, added(urlOf('Copy'))),
    },
    { what: 'moves it and a public route within it', resources: health, act: moved },
    {
      what: 'moves it, and adds a public route elsewhere',
      act: both(moved, added(raw(api, 'Docs', 'GET /docs', {}, 'Web'))),
    },
    {
      what: 'puts a prefix before the path of a public route that is within it',
      resources: { ...closed(api, 'ANY /{proxy+}'), ...raw(api, 'Status', 'GET /status', {}, 'Web') },
      act: statusBelow('v1'),
    },
    {
      what: 'removes it, which calls a queue, and adds a public route that calls another one',
      resources: queued(api),
      act: both(
        removed,
        added(
          raw(api, 'Other', 'POST /other', { Target: 'integrations/other', Integration: { Type: 'MOCK' } }),
        ),
      ),
    },
    { what: 'adds a public route elsewhere', act: added(raw(api, 'Docs', 'GET /docs', {}, 'Web')) },
    {
      what: 'adds a route with an authorizer within it',
      act: added(raw(api, 'Docs', 'GET /raw/docs', { AuthorizationType: 'AWS_IAM' })),
    },
    { what: 'adds a route of another API', act: added(other) },
    {
      what: 'does nothing, beside a condition of the user and a public catch-all',
      events: { r: all },
      resources: Object.fromEntries(
        Object.entries(closed(api)).map(([id, each]) => [
          id,
          id === 'Raw' ? { ...each, Condition: 'C' } : each,
        ]),
      ),
      act: nothing,
    },
    {
      what: 'puts one condition on it and on a public catch-all under resources',
      resources: raw(api, 'All', 'ANY /{proxy+}', {}, 'Web'),
      act: edited(({ Raw, All }) => {
        for (const each of [Raw, All]) Object.assign(each ?? {}, { Condition: 'C' });
      }),
    },
    {
      what: 'moves it, and a public event of its function too',
      events: { r: [event(api, 'GET', '/health')] },
      act: both(moved, prefixed),
      isEarly: true,
    },
    {
      what: 'puts a prefix before a public event of its function within it',
      resources: closed(api, 'ANY /{proxy+}'),
      events: { r: [event(api, 'GET', '/health')] },
      act: prefixed,
      isEarly: true,
    },
    {
      what: 'adds a public catch-all under resources, beside a condition of the user',
      extensions: { Raw: { Condition: 'C' } },
      act: added(raw(api, 'All', 'ANY /{proxy+}', {}, 'Web')),
      isEarly: true,
    },
    {
      what: 'does nothing, beside an extension with a condition and a public catch-all',
      events: { r: all },
      extensions: { Raw: { Condition: 'C' } },
      act: nothing,
    },
    {
      what: 'puts a condition on it, and nothing else gets its requests',
      events: { web: [event(api, 'GET', '/open')] },
      act: conditional,
    },
    {
      what: 'adds a public URL of its function, which has passage: false, under protect: all',
      protect: 'all',
      fn: { passage: false },
      act: url,
    },
  ];
};
