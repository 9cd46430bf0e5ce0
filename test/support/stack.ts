/** A loopback listener in place of AWS that has one deployed stack, and lets it be updated. */
import { type Aws, listen } from './aws';

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

const API = JSON.stringify({ apiId: 'abc123', apiEndpoint: API_URL, name: 'dev-svc', protocolType: 'HTTP' });

export function startStack(): Promise<Aws> {
  return listen((action, _body, path) => ({ status: 200, body: answerTo(action, path) }));
}

function answerTo(action: string | undefined, path: string): string {
  if (action === undefined) return path.startsWith('/v2/apis/') ? API : EMPTY_BUCKET;
  return `<${action}Response><${action}Result>${RESULTS[action] ?? ''}</${action}Result></${action}Response>`;
}
