/** Which way to AWS is taken, and what the errors of each mean. */
import { expect } from 'chai';
import { type AwsCall, AwsFailure, NoClientError } from '../../src/drift/aws';
import { awsCallOf } from '../../src/drift/aws-clients';
import type { AwsProvider } from '../../src/serverless';

const REMOVED = 'no longer available';

function provider(parts: Partial<AwsProvider>): AwsProvider {
  return parts as AwsProvider;
}

const ask = (call: AwsCall): Promise<unknown> =>
  call('CloudFormation', 'describeStackResources', { StackName: 's' });

describe('drift: ways to AWS', () => {
  const asked: unknown[] = [];
  const request = (...args: unknown[]): Promise<Record<string, unknown>> => {
    asked.push(args);
    return Promise.resolve({ StackResources: [] });
  };
  const getAwsSdkV3Config = (): Promise<object> => Promise.reject(new Error('SDK v3'));
  beforeEach(() => {
    asked.length = 0;
  });

  it('provider.request on the 3.x lines, also where a part of SDK v3 is there, and on Serverless 4', async () => {
    const parts: [Partial<AwsProvider>, version: string][] = [
      [{ request }, '3.40.0'],
      [{ request, getAwsSdkV3Config }, '3.77.1'],
      [{ request }, '4.18.0'],
    ];
    for (const [part, version] of parts) {
      expect(await ask(awsCallOf(provider(part), version))).to.deep.equal({ StackResources: [] });
    }
    const call = ['CloudFormation', 'describeStackResources', { StackName: 's' }];
    expect(asked).to.deep.equal([call, call, call]);
  });

  it('the SDK of the framework on osls 4, which has provider.request to throw', async () => {
    const removed = (): never => {
      throw new Error(REMOVED);
    };
    const call = awsCallOf(provider({ request: removed, getAwsSdkV3Config }), '4.3.1');
    const error: unknown = await ask(call).catch((reason: unknown) => reason);
    expect(String(error)).to.include('SDK v3').and.not.to.include(REMOVED);
    expect(asked).to.deep.equal([]);
  });

  it('neither: there is no client', async () => {
    const call = awsCallOf(provider({}), '5.0.0');
    const error: unknown = await Promise.resolve()
      .then(() => ask(call))
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(NoClientError);
  });
});

describe('drift: what an error of AWS means', () => {
  /** As Serverless 3 and 4 wrap what the SDK throws. */
  const wrapped = (suffix: string, providerError: object): Error =>
    Object.assign(new Error('text'), { code: `AWS_API_GATEWAY_V2_GET_ROUTES_${suffix}`, providerError });
  /** As AWS SDK v3 throws it. */
  const sdk3 = (name: string, httpStatusCode: number | undefined, message = 'text'): Error =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

  const CASES: [what: string, error: unknown, kind: string][] = [
    [
      'v2, refused',
      wrapped('ACCESS_DENIED_EXCEPTION', { code: 'AccessDeniedException', statusCode: 403 }),
      'denied',
    ],
    [
      'v2, too many',
      wrapped('TOO_MANY_REQUESTS_EXCEPTION', { code: 'TooManyRequestsException', statusCode: 429 }),
      'throttled',
    ],
    ['v2, gone', wrapped('NOT_FOUND_EXCEPTION', { code: 'NotFoundException', statusCode: 404 }), 'missing'],
    [
      'v2, expired',
      wrapped('EXPIRED_TOKEN_EXCEPTION', { code: 'ExpiredTokenException', statusCode: 403 }),
      'credentials',
    ],
    ['v2, network', wrapped('UNKNOWN_ENDPOINT', { code: 'UnknownEndpoint', statusCode: undefined }), 'other'],
    [
      'none at all',
      Object.assign(new Error('x'), { code: 'AWS_CREDENTIALS_NOT_FOUND', providerError: {} }),
      'credentials',
    ],
    [
      'a profile that nobody configured',
      Object.assign(new Error('x'), { code: 'UNRECOGNIZED_AWS_PROFILE' }),
      'credentials',
    ],
    ['v3, refused', sdk3('AccessDeniedException', 403), 'denied'],
    ['v3, refused by CloudFormation', sdk3('AccessDenied', 403), 'denied'],
    ['v3, throttled with status 400', sdk3('Throttling', 400), 'throttled'],
    ['v3, a status alone', sdk3('Error', 429), 'throttled'],
    ['v3, no such stack', sdk3('ValidationError', 400, 'Stack with id x does not exist'), 'missing'],
    ['v3, another validation error', sdk3('ValidationError', 400, '1 validation error detected'), 'other'],
    ['v3, a key that is not valid', sdk3('InvalidClientTokenId', 403), 'credentials'],
    ['v3, a signature that is not', sdk3('SignatureDoesNotMatch', 403), 'credentials'],
    ['v3, no credentials', sdk3('CredentialsProviderError', undefined), 'credentials'],
    [
      'a host that is not found',
      Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' }),
      'other',
    ],
    [
      'v2, a host that is not found',
      wrapped('ENOTFOUND', { code: 'ENOTFOUND', statusCode: undefined }),
      'other',
    ],
    ['no client', new NoClientError('x'), 'client'],
    ['something else', 'text', 'other'],
    ['nothing', undefined, 'other'],
  ];
  for (const [what, error, kind] of CASES) {
    it(`${what}: ${kind}`, () => {
      expect(new AwsFailure('ApiGatewayV2', 'getRoutes', error).kind).to.equal(kind);
    });
  }

  it('names what an IAM statement must allow', () => {
    const permission = (...args: [ConstructorParameters<typeof AwsFailure>[0], string]): string =>
      new AwsFailure(...args, new Error('x')).permission;
    expect(permission('CloudFormation', 'describeStackResources')).to.equal(
      'cloudformation:DescribeStackResources',
    );
    expect(permission('ApiGatewayV2', 'getRoutes')).to.equal('apigateway:GET');
    expect(permission('APIGateway', 'getResources')).to.equal('apigateway:GET');
  });
});
