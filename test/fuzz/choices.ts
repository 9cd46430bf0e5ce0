/** Random services: what a user may have configured. */
import * as fc from 'fast-check';
import { DEFAULT } from './events';

type Api = 'http' | 'rest' | 'websocket';

export interface EventChoice {
  readonly api: Api;
  /** Of a WebSocket API, `ANY`. */
  readonly method: string;
  /** Of a WebSocket API, a route. */
  readonly path: string;
  readonly isString: boolean;
  readonly setting: unknown;
  /** An authorizer of the user's: IAM or one that asks for scopes, which a WebSocket API has not, or a function. */
  readonly own: 'none' | 'iam' | 'function' | 'scoped';
}

interface FunctionChoice {
  /** Whether its code is that of other functions of the service. */
  readonly isShared: boolean;
  readonly setting: unknown;
  readonly events: readonly EventChoice[];
}

/** A raw route under `resources:`, or one property of a compiled resource under `resources.extensions`. */
type ResourceChoice =
  | {
      readonly api: Api;
      readonly method: string;
      readonly path: string;
      readonly type: string | undefined;
      /** The function that it calls, as its logical ID begins; `undefined` where it calls none of the service. */
      readonly code: string | undefined;
    }
  | { readonly logicalId: string; readonly property: string; readonly value: unknown };

export interface ServiceChoice {
  readonly protect: 'opt-in' | 'all';
  /** Whether there is an app with `authorizerType: lambda`. Without one there are no WebSocket events. */
  readonly hasEdge: boolean;
  readonly defaultApp: 'main' | 'edge';
  /** Whether the other plugin is listed before ours. */
  readonly isEditorFirst: boolean;
  readonly functions: readonly FunctionChoice[];
  readonly resources: readonly ResourceChoice[];
}

const SETTINGS: readonly unknown[] = [
  undefined,
  true,
  false,
  'staff',
  'edge',
  { scopes: ['a'] },
  { app: 'staff', scopes: ['b'] },
  { app: 'edge', scopes: ['b'] },
];
const PATHS = ['/u', '/v', '/u/{id}', '/w/{x+}', '/v1/u'];
const CATCH_ALL = '/{proxy+}';

const ofEvent = {
  isString: fc.boolean(),
  setting: fc.constantFrom(...SETTINGS),
  own: fc.constantFrom<EventChoice['own'][]>('none', 'none', 'none', 'none', 'iam', 'function', 'scoped'),
};

const httpEvent: fc.Arbitrary<EventChoice> = fc
  .record({
    api: fc.constantFrom<Api[]>('http', 'http', 'rest'),
    method: fc.constantFrom('GET', 'POST', 'ANY'),
    path: fc.constantFrom(...PATHS, ...PATHS, CATCH_ALL, DEFAULT),
    ...ofEvent,
  })
  .map((event) => {
    if (event.path !== DEFAULT) return event;
    return event.api === 'http' ? { ...event, method: 'ANY' } : { ...event, path: CATCH_ALL };
  });

const websocketEvent: fc.Arbitrary<EventChoice> = fc.record({
  api: fc.constant<Api>('websocket'),
  method: fc.constant('ANY'),
  path: fc.constantFrom('$connect', '$connect', '$default', 'chat'),
  ...ofEvent,
});

const code = fc.constantFrom(undefined, undefined, 'F0', 'F1');

const rawRoute: fc.Arbitrary<ResourceChoice> = fc.record({
  api: fc.constant<Api>('http'),
  method: fc.constantFrom('GET', 'get', 'ANY', 'POST'),
  path: fc.constantFrom(...PATHS, '/u/me', '/w/deep/er', '/raw', CATCH_ALL, DEFAULT),
  type: fc.constantFrom(undefined, 'NONE', 'none', 'AWS_IAM', 'AWS_IAM'),
  code,
});

const rawMethod: fc.Arbitrary<ResourceChoice> = fc.record({
  api: fc.constant<Api>('rest'),
  method: fc.constantFrom('GET', 'ANY', 'POST'),
  path: fc.constantFrom('/u', '/docs', '/{all+}'),
  type: fc.constantFrom(undefined, 'NONE', 'AWS_IAM'),
  code,
});

const rawWebsocketRoute: fc.Arbitrary<ResourceChoice> = fc.record({
  api: fc.constant<Api>('websocket'),
  method: fc.constant('ANY'),
  path: fc.constantFrom('$connect', '$default', 'raw'),
  type: fc.constantFrom(undefined, 'NONE', 'AWS_IAM'),
  code: fc.constant(undefined),
});

const extension: fc.Arbitrary<ResourceChoice> = fc
  .record({
    logicalId: fc.constantFrom(
      'HttpApiRouteGetU',
      'HttpApiRouteAnyV',
      'ApiGatewayMethodUGet',
      'SconnectWebsocketsRoute',
      'HttpApiAuthorizerMain',
      'HttpApiAuthorizerEdge',
      'PassageAuthorizerLambdaFunction',
    ),
    change: fc.constantFrom<[string, unknown]>(
      ['AuthorizationType', 'NONE'],
      ['AuthorizationScopes', []],
      ['AuthorizerId', { Ref: 'HttpApiAuthorizerStaff' }],
      ['RouteKey', 'GET /moved'],
      ['HttpMethod', 'PUT'],
      ['JwtConfiguration', { Issuer: 'https://evil.example/', Audience: ['m'] }],
      ['AuthorizerResultTtlInSeconds', 300],
      ['Handler', 'evil.handler'],
      ['Environment', { Variables: { PASSAGE_1_ISSUER: 'https://evil.example/' } }],
    ),
  })
  .map(({ logicalId, change: [property, value] }) => ({ logicalId, property, value }));

export const serviceChoice: fc.Arbitrary<ServiceChoice> = fc.record({
  protect: fc.constantFrom<ServiceChoice['protect'][]>('opt-in', 'opt-in', 'all'),
  hasEdge: fc.constantFrom(true, true, false),
  defaultApp: fc.constantFrom<ServiceChoice['defaultApp'][]>('main', 'edge'),
  isEditorFirst: fc.boolean(),
  functions: fc.array(
    fc.record({
      isShared: fc.constantFrom(false, false, true),
      setting: fc.constantFrom(...SETTINGS),
      events: fc.array(
        fc.oneof({ weight: 3, arbitrary: httpEvent }, { weight: 1, arbitrary: websocketEvent }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  resources: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof(rawRoute, extension, rawMethod, rawWebsocketRoute), {
        minLength: 1,
        maxLength: 2,
      }),
    },
  ),
});
