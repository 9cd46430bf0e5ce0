/** The configuration as the rest of the plugin reads it: valid, complete, frozen. */
import { isPassageUrl } from '../gateway/passage-url';
import { isLoopback } from '../util/loopback';
import { isObject } from '../util/objects';

/** A CloudFormation intrinsic function: an object with one key, `Ref` or `Fn::…`. */
export type Intrinsic = Readonly<Record<string, unknown>>;

/** A string, or a function that CloudFormation resolves to one. */
export type Value = string | Intrinsic;

/** One app: who issues its tokens, for whom, and the name of its authorizer. */
export interface App {
  /** Its key in `apps`; `default` when the block has only one, unnamed app. */
  readonly key: string;
  /** Where it is configured: `custom.passage`, or `custom.passage.apps.customers`. */
  readonly where: string;
  readonly name: string;
  /** `null` only with `authorizerId`, where the issuer of the existing authorizer need not be known. */
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
  readonly scopes: readonly string[];
  readonly authorizerId: Value | null;
  /** API Gateway's own JWT authorizer, or a Lambda authorizer that the plugin adds. */
  readonly authorizerType: AuthorizerType;
  /** The signatures that a Lambda authorizer accepts. */
  readonly algorithms: readonly string[];
  /** Where a Lambda authorizer finds the keys; `null`: where the issuer's discovery document says. */
  readonly jwksUri: Value | null;
}

export type AuthorizerType = 'jwt' | 'lambda';

export interface Config {
  readonly apps: readonly App[];
  /** What `passage: true` means. */
  readonly defaultApp: App;
  /** Whether apps have keys of their own (`apps:`), which outputs are then named by. */
  readonly hasNamedApps: boolean;
  readonly protect: 'opt-in' | 'all';
  readonly preflight: boolean;
  readonly verifyIssuer: boolean;
  readonly offline: { readonly keys: 'local' | 'remote' };
}

/** Whether any app has a Lambda authorizer, and with it WebSocket routes that can be protected. */
export function hasLambdaAuthorizer({ apps }: Config): boolean {
  return apps.some(({ authorizerType }) => authorizerType === 'lambda');
}

/** What the keys of an app may be, and where they are: nothing with API Gateway's own JWT authorizer, which has no choice. */
export function keyOptions({
  authorizerType,
  algorithms = [],
  jwksUri,
}: Partial<Pick<App, 'authorizerType' | 'algorithms' | 'jwksUri'>>): {
  readonly algorithms?: readonly string[];
  readonly jwksUri?: string | null;
} {
  if (authorizerType !== 'lambda') return {};
  return { algorithms, jwksUri: typeof jwksUri === 'string' ? jwksUri : null };
}

/** Whether tokens of this issuer are Passage's own, which carry no scopes. */
export function isPassageIssuer(issuer: Value | null): boolean {
  return typeof issuer === 'string' && isPassageUrl(issuer);
}

/** Whether the value is an intrinsic function, which only CloudFormation can resolve. */
export function isIntrinsic(value: unknown): value is Intrinsic {
  return isObject(value);
}

/** Whether the issuer is plain http on this machine: good for local tests, refused by API Gateway. */
export function isLoopbackIssuer(issuer: Value | null): boolean {
  return typeof issuer === 'string' && issuer.startsWith('http:') && isLoopback(new URL(issuer).hostname);
}
