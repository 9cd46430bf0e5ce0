/** What the plugin completes in a compiled template, on the golden ones: what was taken out of them comes back. */
import { expect } from 'chai';
import { applyToTemplate } from '../../src/apply/apply-to-template';
import type { Template } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import { GOLDEN_NAMES, type GoldenName, goldenPlan, goldenTemplate } from '../support/golden-service';
import { BLOCK, plain, planOf } from '../support/plans';

/** The template as the framework has it before the plugin completes it. */
function incomplete(template: Template, plan: Plan): Template {
  const { Resources } = template;
  for (const { api, created } of plan.authorizers)
    if (api === 'rest' && created !== null) Reflect.deleteProperty(Resources, created.logicalId);
  for (const { logicalId } of plan.routes) {
    const { Properties = {} } = Resources[logicalId] ?? {};
    if (Properties.AuthorizationType === 'NONE' && 'RouteKey' in Properties)
      Reflect.deleteProperty(Properties, 'AuthorizationType');
    if ('HttpMethod' in Properties) Reflect.deleteProperty(Properties, 'AuthorizationScopes');
  }
  const fn = plan.authorizerFunction;
  for (const { logicalId } of fn === null ? [] : [fn.role, ...fn.permissions])
    Reflect.deleteProperty(Resources, logicalId);
  Object.assign(Resources[fn?.logicalId ?? '']?.Properties ?? {}, {
    Layers: ['arn:other'],
    LoggingConfig: { LogGroup: 'other' },
  });
  const { Outputs = {} } = template;
  template.Outputs = Object.fromEntries(
    Object.entries(Outputs).filter(([key]) => !key.startsWith('Passage')),
  );
  return template;
}

/** The framework adds exports to outputs later. */
function complete(name: GoldenName): Template {
  const template = goldenTemplate('osls4', name);
  for (const [key, output] of Object.entries(template.Outputs ?? {}))
    if (key.startsWith('Passage')) Reflect.deleteProperty(output as object, 'Export');
  return template;
}

describe('apply: the compiled template', () => {
  for (const name of GOLDEN_NAMES) {
    for (const protect of ['opt-in', 'all'] as const) {
      it(`is completed (${name}, ${protect})`, () => {
        const plan = goldenPlan(protect, name);
        const template = incomplete(goldenTemplate('osls4', name), plan);
        expect(template).not.to.deep.equal(complete(name));
        expect(applyToTemplate(plan, template, [])).to.deep.equal([]);
        expect(template).to.deep.equal(complete(name));
      });
    }
  }

  it('keeps what is there: a route that another plugin closed, an authorizer, an output of the user', () => {
    const plan = goldenPlan();
    const template = goldenTemplate('osls4');
    const { Resources } = template;
    Object.assign(Resources.HttpApiRouteGetOpen?.Properties ?? {}, { AuthorizationType: 'AWS_IAM' });
    Object.assign(Resources.StaffApiGatewayAuthorizer ?? {}, { Condition: 'Other' });
    const before = structuredClone(template);
    const names = ['PassageAuthorizerIdCustomers', 'PassageAuthorizerIdStaff'];
    expect(applyToTemplate(plan, template, [...names, 'Other'])).to.deep.equal(names);
    expect(template).to.deep.equal(before);
    expect(applyToTemplate(plan, template, names.slice(0, 1))).to.deep.equal(names.slice(0, 1));
  });

  it('adds nothing that the framework writes: what another plugin removed stays removed', () => {
    const removed: [name: GoldenName, logicalId: string, property?: string][] = [
      ['jwt', 'HttpApiAuthorizerCustomers'],
      ['lambda', 'PassageAuthorizerWebsocketsAuthorizer'],
      ['jwt', 'HttpApiRouteGetMe', 'AuthorizationType'],
      ['jwt', 'HttpApiRouteGetIam', 'AuthorizationType'],
      ['jwt', 'HttpApiRouteDeleteOrdersIdVar', 'AuthorizationScopes'],
      ['jwt', 'ApiGatewayMethodOpenGet', 'AuthorizationType'],
    ];
    for (const [name, logicalId, property] of removed) {
      const template = goldenTemplate('osls4', name);
      const { Resources } = template;
      const holder = property === undefined ? Resources : (Resources[logicalId]?.Properties ?? {});
      const key = property ?? logicalId;
      expect(holder, logicalId).to.have.property(key);
      Reflect.deleteProperty(holder, key);
      applyToTemplate(goldenPlan('opt-in', name), template, []);
      expect(holder, logicalId).not.to.have.property(key);
    }
  });

  it('shares no authorizer with the configuration', () => {
    const template = goldenTemplate('osls4');
    const { JwtConfiguration } = template.Resources.HttpApiAuthorizerCustomers?.Properties ?? {};
    applyToTemplate(goldenPlan(), template, []);
    const after = template.Resources.HttpApiAuthorizerCustomers?.Properties?.JwtConfiguration;
    expect(after).to.deep.equal(JwtConfiguration);
    expect(after).not.to.equal(JwtConfiguration);
  });

  it('of the function, is complete when it was completed before', () => {
    const template = goldenTemplate('osls4', 'lambda');
    applyToTemplate(goldenPlan('opt-in', 'lambda'), template, []);
    expect(template.Resources).to.deep.equal(goldenTemplate('osls4', 'lambda').Resources);
  });

  it('of the function, keeps its code, its tags, and how but not where it logs', () => {
    const plan = goldenPlan('opt-in', 'lambda');
    const logicalId = plan.authorizerFunction?.logicalId ?? '';
    const free = { Architectures: ['arm64'], Tags: [{ Key: 'a', Value: 'b' }] };
    const template = goldenTemplate('osls4', 'lambda');
    const { Code } = template.Resources[logicalId]?.Properties ?? {};
    const LoggingConfig = { LogGroup: 'other', LogFormat: 'JSON' };
    Object.assign(template.Resources[logicalId]?.Properties ?? {}, { ...free, LoggingConfig, VpcConfig: {} });
    applyToTemplate(plan, template, []);
    expect(template.Resources[logicalId]?.Properties).to.deep.equal({
      ...plan.authorizerFunction?.properties,
      ...free,
      Code,
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  it('has the authorizer of an external API, and routes that are not in it are left out', () => {
    const functions = { a: { passage: true, events: [{ httpApi: 'GET /a' }] } };
    const applyTo = (block: object): Template => {
      const template: Template = { Resources: {} };
      applyToTemplate(planOf(plain(functions, block, { httpApi: { id: 'x1' } })).plan, template, []);
      return template;
    };
    const { Resources, Outputs } = applyTo(BLOCK);
    expect(Object.keys(Resources)).to.deep.equal(['HttpApiAuthorizerPassage']);
    expect(Outputs?.PassageAuthorizerId).to.deep.include({ Value: { Ref: 'HttpApiAuthorizerPassage' } });
    expect(applyTo({ ...BLOCK, authorizerId: 'abc' })).to.deep.equal({ Resources: {} });
    const lambda = applyTo({ issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' });
    expect(lambda).not.to.have.property('Outputs');
    expect(lambda.Resources).not.to.have.property('PassageAuthorizerLambdaFunction');
  });

  it('has no authorizers and no outputs where nothing is protected', () => {
    const template: Template = { Resources: {} };
    applyToTemplate(planOf(plain({ a: { events: [{ httpApi: 'GET /a' }] } })).plan, template, []);
    expect(template).to.deep.equal({ Resources: {} });
  });
});
