/** The Lambda authorizer in a compiled template: what may be added to it, and what may not. */
import { expect } from 'chai';
import { type AuditContext, auditTemplate } from '../../src/audit/audit-template';
import { readCompiled } from '../../src/audit/compiled';
import type { Resource, Template } from '../../src/cloudformation';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { goldenPlan, goldenTemplate } from '../support/golden-service';

const FUNCTION = 'PassageAuthorizerLambdaFunction';
const PLAN = goldenPlan('opt-in', 'lambda');
const ARN = { 'Fn::GetAtt': [FUNCTION, 'Arn'] };
const COMPILED = readCompiled(goldenTemplate('osls4', 'lambda'), PLAN, NOTHING_CONFIGURED);

function places(
  edit: (resources: Template['Resources']) => void,
  context: AuditContext = { compiled: COMPILED },
): string[] {
  const template = goldenTemplate('osls4', 'lambda');
  edit(template.Resources);
  return auditTemplate(template, PLAN, context).findings.map(({ code: problem, where }) => {
    expect(problem).to.equal('PASSAGE_AUDIT_FAILED');
    return where;
  });
}

const withProperties =
  (logicalId: string, properties: object) =>
  (resources: Template['Resources']): void => {
    Object.assign(resources[logicalId]?.Properties ?? {}, properties);
  };

const withResource =
  (resource: Resource) =>
  (resources: Template['Resources']): void => {
    resources.Added = resource;
  };

describe('audit: the Lambda authorizer', () => {
  const ADDED: Readonly<Record<string, unknown>> = {
    CodeSigningConfigArn: 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:x',
    FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/x' }],
    ImageConfig: { Command: ['evil.handler'] },
    Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'],
    PackageType: 'Image',
    RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual', RuntimeVersionArn: 'arn:aws:lambda:x' },
    VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    'Fn::Transform': { Name: 'Evil' },
  };
  for (const [key, value] of Object.entries(ADDED)) {
    it(`${key} added`, () => {
      const where = key === 'Fn::Transform' ? '' : `.Properties.${key}`;
      expect(places(withProperties(FUNCTION, { [key]: value }))).to.deep.equal([
        `Resources.${FUNCTION}${where}`,
      ]);
    });
  }

  it('a variable that runs code of another', () => {
    const edit = (resources: Template['Resources']): void => {
      const { Variables } = resources[FUNCTION]?.Properties?.Environment as { Variables: object };
      Object.assign(Variables, { NODE_OPTIONS: '--require ./evil.js' });
    };
    expect(places(edit)).to.deep.equal([`Resources.${FUNCTION}.Properties.Environment`]);
  });

  for (const [what, Code] of Object.entries({
    'another bucket': { S3Bucket: 'evil', S3Key: 'serverless/svc/dev/TIME/passageAuthorizer.zip' },
    'another key': { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'evil/passageAuthorizer.zip' },
    'another version': {
      S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
      S3Key: 'serverless/svc/dev/TIME/passageAuthorizer.zip',
      S3ObjectVersion: '1',
    },
    'code in the template': { ZipFile: 'exports.handler = async () => ({ isAuthorized: true })' },
    'an image': { ImageUri: 'evil' },
    'the zip of the other functions': {
      S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
      S3Key: 'serverless/svc/dev/TIME/svc.zip',
    },
  })) {
    it(`code: ${what}`, () => {
      expect(places(withProperties(FUNCTION, { Code }))).to.deep.equal([
        `Resources.${FUNCTION}.Properties.Code`,
      ]);
    });
  }

  it('code where another process has compiled the template: the name of the zip', () => {
    const audit = (Code: object): string[] => places(withProperties(FUNCTION, { Code }), {});
    expect(audit({ S3Bucket: 'b', S3Key: 'x/passageAuthorizer.zip' })).to.deep.equal([]);
    for (const Code of [
      { S3Bucket: 'b', S3Key: 'x/evil.zip' },
      { S3Bucket: 'b', S3Key: 'passageAuthorizer.zip.zip' },
      { S3Key: 'x/passageAuthorizer.zip' },
      { S3Bucket: 'b', S3Key: { Ref: 'x/passageAuthorizer.zip' } },
      { S3Bucket: 'b', S3Key: 'x/passageAuthorizer.zip', ImageUri: 'x' },
    ]) {
      expect(audit(Code), JSON.stringify(Code)).to.deep.equal([`Resources.${FUNCTION}.Properties.Code`]);
    }
  });

  it('is missing, or its role or a permission is', () => {
    for (const id of [FUNCTION, `${FUNCTION}Role`, 'PassageAuthorizerLambdaPermissionWebsockets']) {
      const found = places((resources) => {
        Reflect.deleteProperty(resources, id);
      });
      expect(found).to.deep.equal([`Resources.${id}`]);
    }
  });

  it('code: both values, where the template was compiled here and elsewhere', () => {
    for (const [context, expected] of [
      [{ compiled: COMPILED }, 'serverless/svc/dev/TIME/passageAuthorizer.zip'],
      [{}, '/passageAuthorizer.zip'],
    ] as const) {
      const template = goldenTemplate('osls4', 'lambda');
      withProperties(FUNCTION, { Code: { ZipFile: 'x' } })(template.Resources);
      const [finding] = auditTemplate(template, PLAN, context).findings;
      expect(finding?.found).to.equal('{"ZipFile":"x"}');
      expect(finding?.expected).to.include(expected);
    }
  });

  it('a condition on the function, the role or a permission', () => {
    const ids = [FUNCTION, `${FUNCTION}Role`, 'PassageAuthorizerLambdaPermissionWebsockets'];
    for (const id of ids) {
      const found = places((resources) => {
        Object.assign(resources[id] ?? {}, { Condition: 'Sometimes' });
      });
      expect(found).to.deep.equal([`Resources.${id}.Condition`]);
    }
  });
});

describe('audit: what else the Lambda authorizer may do, and who else may call it', () => {
  const role = { Ref: `${FUNCTION}Role` };
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const GRANTS: Readonly<Record<string, Resource>> = {
    'a policy': { Type: 'AWS::IAM::Policy', Properties: { Roles: [role], PolicyDocument } },
    'a managed policy': { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [role], PolicyDocument } },
    'a policy of one role': { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: role, PolicyDocument } },
    'a permission': { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: ARN, Principal: '*' } },
    'a permission by name': {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: 'svc-dev-passageAuthorizer', Principal: '*' },
    },
    'a function URL': { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: ARN, AuthType: 'NONE' } },
  };
  for (const [what, resource] of Object.entries(GRANTS)) {
    it(what, () => {
      expect(places(withResource(resource))).to.deep.equal(['Resources.Added']);
    });
  }

  it('a permission by a parameter, as it is given', () => {
    const name = (value: string): string[] => {
      const Parameters = { Name: { Type: 'String', Default: 'other' } };
      const template = { ...goldenTemplate('osls4', 'lambda'), Parameters };
      const Properties = { FunctionName: { Ref: 'Name' }, Principal: '*' };
      template.Resources.Added = { Type: 'AWS::Lambda::Permission', Properties };
      const plan = { ...PLAN, stack: { ...PLAN.stack, parameters: { Name: value } } };
      return auditTemplate(template, plan, { compiled: COMPILED }).findings.map(({ where }) => where);
    };
    expect(name('svc-dev-passageAuthorizer')).to.deep.equal(['Resources.Added']);
    expect(name('svc-dev-me')).to.deep.equal([]);
  });

  it('the same for other functions and roles is nothing of ours', () => {
    const other = JSON.stringify(Object.values(GRANTS))
      .replaceAll(FUNCTION, 'MeLambdaFunction')
      .replaceAll('passageAuthorizer', 'me');
    for (const resource of JSON.parse(other) as Resource[]) {
      const found = places(withResource(resource)).filter((where) => where === 'Resources.Added');
      expect(found, JSON.stringify(resource)).to.deep.equal([]);
    }
  });
});

describe('audit: a route of resources with our Lambda authorizer', () => {
  const route = (Type: string, Properties: object, authorizer: string): Resource => ({
    Type,
    Properties: { ...Properties, AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer } },
  });
  const http = route.bind(null, 'AWS::ApiGatewayV2::Route', {
    ApiId: { Ref: 'HttpApi' },
    RouteKey: 'GET /raw',
  });
  const rest = route.bind(null, 'AWS::ApiGateway::Method', {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { Ref: 'ApiGatewayResourceMe' },
    HttpMethod: 'POST',
  });
  const websocket = (RouteKey: unknown): Resource =>
    route(
      'AWS::ApiGatewayV2::Route',
      { ApiId: { Ref: 'WebsocketsApi' }, RouteKey },
      'PassageAuthorizerWebsocketsAuthorizer',
    );

  const ROUTES: readonly [what: string, route: Resource, warnings: number][] = [
    ['of an HTTP API', http('HttpApiAuthorizerStaff'), 1],
    ['of a REST API', rest('StaffApiGatewayAuthorizer'), 1],
    ['of a WebSocket API, with a key that only CloudFormation knows', websocket({ Ref: 'Key' }), 1],
    ['of an HTTP API, with an authorizer of the user’s own', http('HttpApiAuthorizerLambda'), 0],
    ['of a REST API, with an authorizer of the user’s own', rest('GateApiGatewayAuthorizer'), 0],
    // Only `$connect` can have an authorizer: AWS refuses it here.
    ['of messages', websocket('raw'), 0],
  ];
  for (const [what, resource, warnings] of ROUTES) {
    it(`${what}: ${warnings === 1 ? 'is said to be denied always' : 'is not warned about'}`, () => {
      const template = goldenTemplate('osls4', 'lambda');
      withResource(resource)(template.Resources);
      const { findings, notes } = auditTemplate(template, PLAN, { compiled: COMPILED });
      expect(findings).to.deep.equal([]);
      expect(notes.map(({ level, where }) => `${level} ${where}`)).to.deep.equal(
        Array<string>(warnings).fill('warning Resources.Added'),
      );
    });
  }
});

describe('audit: what the Lambda authorizer may have', () => {
  const LEGAL: Readonly<Record<string, (resources: Template['Resources']) => void>> = {
    tags: withProperties(FUNCTION, { Tags: [{ Key: 'team', Value: 'a' }] }),
    'another processor': withProperties(FUNCTION, { Architectures: ['arm64'] }),
    tracing: withProperties(FUNCTION, { TracingConfig: { Mode: 'Active' } }),
    'a key, a queue, a limit and a description': withProperties(FUNCTION, {
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:x' },
      Description: 'x',
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/x',
      RecursiveLoop: 'Terminate',
      ReservedConcurrentExecutions: 5,
    }),
    'a form of its log': withProperties(FUNCTION, { LoggingConfig: { LogFormat: 'JSON' } }),
    'a time for which its log is kept': withProperties('PassageAuthorizerLogGroup', { RetentionInDays: 7 }),
    'a filter on its log': withResource({
      Type: 'AWS::Logs::SubscriptionFilter',
      Properties: { LogGroupName: '/aws/lambda/svc-dev-passageAuthorizer' },
    }),
    'an alarm': withResource({
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Dimensions: [{ Name: 'FunctionName', Value: { Ref: FUNCTION } }] },
    }),
    'metadata, and what it depends on': (resources) => {
      Object.assign(resources[FUNCTION] ?? {}, { Metadata: { a: 1 }, DependsOn: ['Other'] });
    },
  };
  for (const [what, edit] of Object.entries(LEGAL)) {
    it(what, () => {
      expect(places(edit)).to.deep.equal([]);
    });
  }
});
