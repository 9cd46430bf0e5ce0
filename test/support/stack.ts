/** A loopback listener in place of AWS that has one deployed stack, and lets it be updated. */
import { expect } from 'chai';
import { type Aws, listen } from './aws';
import type { Run } from './frameworks';

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

/** When the one deployment in the bucket was made. */
export const DEPLOYED_AT = 1_700_000_000_000;

const KEY = `serverless/svc/dev/${DEPLOYED_AT}-${new Date(DEPLOYED_AT).toISOString()}/compiled-cloudformation-template.json`;
const BUCKET = `<ListBucketResult><KeyCount>1</KeyCount><Contents><Key>${KEY}</Key></Contents></ListBucketResult>`;

const CONFIGURATION = { FunctionName: 'svc-dev-me', State: 'Active', LastUpdateStatus: 'Successful' };
const FUNCTION = JSON.stringify({ ...CONFIGURATION, Configuration: CONFIGURATION });

const API = JSON.stringify({ apiId: 'abc123', apiEndpoint: API_URL, name: 'dev-svc', protocolType: 'HTTP' });

export function startStack(): Promise<Aws> {
  return listen((action, _body, path) => ({ status: 200, body: answerTo(action, path) }));
}

/** That a run came to its end, and has updated the stack. */
export function expectDeployed({ code, output }: Run, { calls }: Aws): void {
  expect(code, output).to.equal(0);
  expect(calls).to.include('UpdateStack');
}

function answerTo(action: string | undefined, path: string): string {
  if (action === undefined) return restAnswerTo(path);
  return `<${action}Response><${action}Result>${RESULTS[action] ?? ''}</${action}Result></${action}Response>`;
}

function restAnswerTo(path: string): string {
  if (path.startsWith('/v2/apis/')) return API;
  if (path.startsWith('/2015-03-31/functions/')) return FUNCTION;
  return path.includes('.json') ? '{}' : BUCKET;
}
