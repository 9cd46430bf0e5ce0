/** What is asked of AWS, and what its refusals mean: the same for every framework and SDK. */
import { type JsonObject, propertyOf } from '../util/objects';

/** The services, as AWS SDK v2 and `provider.request` name them. */
export type AwsService = 'CloudFormation' | 'ApiGatewayV2' | 'APIGateway';

/** One read of AWS, as the framework would make it: its profile, region and role. Rejects with the SDK's own error. */
export type AwsCall = (service: AwsService, action: string, params: JsonObject) => Promise<JsonObject>;

export type FailureKind = 'denied' | 'throttled' | 'missing' | 'credentials' | 'client' | 'other';

/** A read that failed for good. */
export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';
  readonly kind: FailureKind;
  /** What an IAM statement must allow for it. */
  readonly permission: string;

  constructor(service: AwsService, action: string, error: unknown) {
    super(error instanceof Error ? error.message : String(error), { cause: error });
    this.kind = failureKind(error);
    this.permission =
      service === 'CloudFormation'
        ? `cloudformation:${action.charAt(0).toUpperCase()}${action.slice(1)}`
        : 'apigateway:GET';
  }
}

/** The framework has no client for a service. */
export class NoClientError extends Error {
  override readonly name = 'NoClientError';
}

const KINDS: readonly (readonly [kind: FailureKind, names: RegExp])[] = [
  ['throttled', /throttl|TooManyRequests|RequestLimitExceeded/i],
  [
    'credentials',
    /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|TokenProvider|InvalidSignature|UNRECOGNIZED_AWS_PROFILE/i,
  ],
  ['denied', /AccessDenied|Unauthorized|NotAuthorized|Forbidden/i],
  // Not `ENOTFOUND`, which Node says of a host.
  ['missing', /NotFound/],
];

/** By the error's name and status, where SDK v3 has them, and where the frameworks put those of SDK v2. */
function failureKind(error: unknown): FailureKind {
  if (error instanceof NoClientError) return 'client';
  const provider = propertyOf(error, 'providerError');
  const names = [provider, error].flatMap((from) => [propertyOf(from, 'code'), nameOf(from)]);
  const status = [
    propertyOf(propertyOf(error, '$metadata'), 'httpStatusCode'),
    propertyOf(provider, 'statusCode'),
    propertyOf(error, 'statusCode'),
  ].find((value) => typeof value === 'number');
  for (const name of names) {
    const kind = KINDS.find(([, pattern]) => typeof name === 'string' && pattern.test(name))?.[0];
    if (kind !== undefined) return kind;
  }
  if (status === 429) return 'throttled';
  if (status === 403) return 'denied';
  const text = error instanceof Error ? error.message : '';
  return status === 404 || text.includes('does not exist') ? 'missing' : 'other';
}

function nameOf(error: unknown): unknown {
  return error instanceof Error ? error.name : propertyOf(error, 'name');
}
