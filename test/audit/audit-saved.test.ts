/** The audit that is repeated while packaging: only one of the very same template may be left out. */
import { expect } from 'chai';
import { makeAudit } from '../../src/audit/audit-saved';
import { NOTHING_COMPILED } from '../../src/audit/compiled';
import type { Resource, Template } from '../../src/cloudformation';
import { type Changes, NO_CHANGES } from '../../src/intent/intent-record';
import { NOTHING_GONE } from '../../src/intent/route-changes';
import { isProtected } from '../../src/plan/types';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import type { NestedTemplate } from '../../src/template/nested-references';
import type { ReadNested } from '../../src/template/nested-stacks';
import { goldenPlan, goldenTemplate } from '../support/golden-service';

const CONTEXT = { compiled: NOTHING_COMPILED, configured: NOTHING_CONFIGURED };
const plan = goldenPlan();
const [closed] = plan.routes.filter(isProtected);
if (closed === undefined) throw new Error('the golden service has no protected route');

/** Nothing has changed, whatever the template. */
const reading = (readNested: ReadNested) => ({ readNested, readChanges: () => NO_CHANGES });
const noFiles = reading(() => null);

function openRoute(template: Template): void {
  const properties = template.Resources[closed?.logicalId ?? '']?.Properties;
  if (properties === undefined) throw new Error('the golden template has no such route');
  properties.AuthorizationType = 'NONE';
}

describe('audit: of a template as it is saved', () => {
  it('finds what has changed in place since the last one', () => {
    const template = goldenTemplate('osls4');
    const audit = makeAudit();
    expect(audit(template, plan, CONTEXT, noFiles).findings).to.deep.equal([]);
    openRoute(template);
    expect(audit(template, plan, CONTEXT, noFiles).findings).not.to.deep.equal([]);
  });

  it('is made once for the same text, plan and records', () => {
    const audit = makeAudit();
    const first = audit(goldenTemplate('osls4'), plan, CONTEXT, noFiles);
    expect(audit(goldenTemplate('osls4'), plan, CONTEXT, noFiles)).to.equal(first);
    expect(audit(goldenTemplate('osls4'), goldenPlan(), CONTEXT, noFiles)).not.to.equal(first);
    const compiled = { ...NOTHING_COMPILED };
    expect(audit(goldenTemplate('osls4'), plan, { ...CONTEXT, compiled }, noFiles)).not.to.equal(first);
  });

  it('does not see what JSON leaves out', () => {
    const template = goldenTemplate('osls4');
    const extra = { Type: 'AWS::ApiGatewayV2::Route', toJSON: () => undefined } as unknown as Resource;
    template.Resources.Extra = extra;
    expect(makeAudit()(template, plan, CONTEXT, noFiles).findings).to.deep.equal([]);
  });

  it('is told what is gone of the template with its nested stacks', () => {
    const template = goldenTemplate('osls4');
    template.Resources.Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'https://s3.example/nested.json' },
    };
    const nested: NestedTemplate = {
      Resources: {
        Copy: { Type: 'AWS::Lambda::Function', Properties: {} },
        Url: {
          Type: 'AWS::Lambda::Url',
          Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['Copy', 'Arn'] } },
        },
      },
      Parameters: {},
      Mappings: {},
      Outputs: {},
      macros: [],
    };
    const seen: string[] = [];
    const readChanges = (whole: Template): Changes => {
      seen.push(...Object.keys(whole.Resources));
      const functions = [{ name: 'copy', logicalId: 'Copy', isOptedOut: false }];
      return { gone: { ...NOTHING_GONE, functions } };
    };
    const { findings } = makeAudit()(template, plan, CONTEXT, { readNested: () => nested, readChanges });
    expect(seen).to.include('Copy').and.not.include('Nested');
    expect(findings.map(({ where }) => where)).to.deep.equal(['Resources.Url']);
  });

  it('reads the files of nested stacks each time', () => {
    const template = goldenTemplate('osls4');
    template.Resources.Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'https://s3.example/nested.json' },
    };
    const route = template.Resources[closed.logicalId];
    const moved = { ...route, Properties: { ...route?.Properties, AuthorizationType: 'NONE' } };
    const nested: NestedTemplate = {
      Resources: { Moved: moved },
      Parameters: {},
      Mappings: {},
      Outputs: {},
      macros: [],
    };
    const audit = makeAudit();
    expect(audit(template, plan, CONTEXT, noFiles).findings).to.deep.equal([]);
    expect(
      audit(
        template,
        plan,
        CONTEXT,
        reading(() => nested),
      ).findings,
    ).not.to.deep.equal([]);
    expect(audit(template, plan, CONTEXT, noFiles).findings).to.deep.equal([]);
  });
});
