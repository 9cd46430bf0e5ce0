import { AwsFailure, type AwsService, NoClientError } from '../../src/drift/aws';
import type * as messages from '../../src/drift/drift-messages';
import type { RouteReport } from '../../src/drift/drift-report';
import type { Samples } from '../support/golden-messages';

const CONTEXT = { stack: 'shop-prod', region: 'eu-central-1' };

function failure(
  code: string,
  message: string,
  [service, action]: readonly [AwsService, string] = ['CloudFormation', 'describeStackResources'],
): AwsFailure {
  return new AwsFailure(service, action, Object.assign(new Error(message), { code }));
}

const REFUSED = 'User: arn:aws:sts::123456789012:assumed-role/ci/1 is not authorized to perform this action';

function group(commands: string, ...paths: readonly string[]): messages.Group {
  const routes = paths.map((path): RouteReport => ({ method: 'GET', path, result: 'open', differences: [] }));
  return { routes, found: paths.map((path) => `GET ${path}`).join('\n'), commands };
}

const UPDATE =
  'aws apigatewayv2 update-route --region eu-central-1 --api-id a1b2c3d4e5 --route-id k3x9f2a --authorization-type JWT --authorizer-id q7w8e9';
const DELETE = 'aws apigatewayv2 delete-route --region eu-central-1 --api-id a1b2c3d4e5 --route-id k3x9f2a';

export const samples: Samples<typeof messages> = {
  invalidUrl: [['api.example.com']],
  urlWithoutProbe: [[]],
  readFailed: [
    [failure('AccessDenied', REFUSED), CONTEXT],
    [failure('AccessDeniedException', REFUSED, ['ApiGatewayV2', 'getRoutes']), CONTEXT],
    [failure('AccessDenied', REFUSED, ['CloudFormation', 'listStackResources']), CONTEXT],
    [failure('Throttling', 'Rate exceeded'), CONTEXT],
    [failure('CredentialsProviderError', 'Could not load credentials from any providers'), CONTEXT],
    [new AwsFailure('APIGateway', 'getResources', new NoClientError('@aws-sdk/client-api-gateway')), CONTEXT],
    [failure('ValidationError', 'Stack with id shop-prod does not exist'), CONTEXT],
    [
      failure('NotFoundException', 'Invalid API identifier specified', ['ApiGatewayV2', 'getRoutes']),
      CONTEXT,
    ],
    [failure('TimeoutError', 'socket hang up'), CONTEXT],
  ],
  apiNotDeployed: [
    ['http', CONTEXT],
    ['rest', CONTEXT],
    ['websocket', CONTEXT],
  ],
  apiIdUnknown: [['http', 'CloudFormation does not say what {"Ref":"SharedApiId"} is']],
  openRoutes: [[group(UPDATE, '/me')], [group('', '/me', '/orders/{id}')]],
  differentRoutes: [[group(UPDATE, '/me')]],
  missingRoutes: [[group('', '/me')], [group('', '/me', '/orders')]],
  extraRoutes: [[group(DELETE, '/debug')], [group('', '/debug', '/test')]],
  answeredProbes: [[group('', '/me')], [group('', '/me', '/orders')]],
};
