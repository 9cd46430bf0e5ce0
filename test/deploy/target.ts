/** Where `npm run test:deploy` deploys to: an emulator of AWS, or an account. */
import { ApiGatewayV2Client, type ApiGatewayV2ClientConfig } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';

/** The value of `AWS_ENDPOINT_URL` that means AWS itself. */
const ACCOUNT = 'account';

/** The address of the emulator; `null` for an account. */
export const ENDPOINT = readEndpoint();

function readEndpoint(): URL | null {
  const text = process.env.AWS_ENDPOINT_URL;
  if (text === undefined || text === '') throw new Error('AWS_ENDPOINT_URL is required');
  return text === ACCOUNT ? null : new URL(text);
}

const REGION = process.env.AWS_REGION ?? 'us-east-1';

/** Changes on AWS reach its gateways within seconds; an emulator has one process. */
export const PROPAGATION_MS = ENDPOINT === null ? 60_000 : 0;

/** The environment that makes a framework and the AWS SDK talk to the target. */
export function targetEnv(): NodeJS.ProcessEnv {
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')));
  if (ENDPOINT === null) {
    delete given.AWS_ENDPOINT_URL;
    return { ...given, AWS_REGION: REGION };
  }
  return {
    // Emulators take any.
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...given,
    AWS_REGION: REGION,
    // How often a deployment's progress is asked for, in milliseconds.
    SLS_AWS_MONITORING_FREQUENCY: '100',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

export function cloudFormation(): CloudFormationClient {
  return new CloudFormationClient(clientConfig());
}

/** The control plane of HTTP and WebSocket APIs. */
export function apiGateway(): ApiGatewayV2Client {
  return new ApiGatewayV2Client(clientConfig());
}

export function lambda(): LambdaClient {
  return new LambdaClient(clientConfig());
}

function clientConfig(): CloudFormationClientConfig & ApiGatewayV2ClientConfig & LambdaClientConfig {
  if (ENDPOINT === null) return { region: REGION };
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = targetEnv();
  return {
    region: REGION,
    endpoint: ENDPOINT.href,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  };
}
