/** A loopback listener in place of AWS that has one deployed stack, and lets it be updated. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Aws } from '../support/aws';

export const API_URL = 'https://abc123.execute-api.us-east-1.amazonaws.com';

const OUTPUTS = { HttpApiId: 'abc123', HttpApiUrl: API_URL, ServerlessDeploymentBucketName: 'bucket' };

/** Results of CloudFormation and STS, by action. */
const RESULTS: Readonly<Record<string, string>> = {
  GetCallerIdentity: '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/x</Arn>',
  DescribeStacks: `<Stacks><member><StackName>svc-dev</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    OUTPUTS,
  )
    .map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    .join('')}</Outputs></member></Stacks>`,
  DescribeStackResource:
    '<StackResourceDetail><PhysicalResourceId>bucket</PhysicalResourceId></StackResourceDetail>',
  ListStackResources: '<StackResourceSummaries></StackResourceSummaries>',
  ValidateTemplate: '<Parameters></Parameters>',
  UpdateStack: '<StackId>stack-id</StackId>',
  DescribeStackEvents: `<StackEvents>${['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS']
    .map(
      (status) =>
        `<member><EventId>${status}</EventId><StackName>svc-dev</StackName><LogicalResourceId>svc-dev</LogicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`,
    )
    .join('')}</StackEvents>`,
};

const EMPTY_BUCKET = '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>';

export async function startStack(): Promise<Aws> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      const action = /^Action=(\w+)|&Action=(\w+)/.exec(body)?.slice(1).find(Boolean);
      calls.push(action ?? `${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        action === undefined
          ? EMPTY_BUCKET
          : `<${action}Response><${action}Result>${RESULTS[action] ?? ''}</${action}Result></${action}Response>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: 'us-east-1',
      SLS_AWS_MONITORING_FREQUENCY: '10',
    },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
