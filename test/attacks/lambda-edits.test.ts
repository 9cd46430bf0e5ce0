/** The Lambda authorizer that is deployed is ours, or nothing is deployed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { KEPT_PROPERTIES } from '../../src/plan/authorizer-function';
import { byTurns, hasTurn, pairs } from '../support/by-turns';
import { FRAMEWORKS, type CfTemplate, makeService, service } from '../support/frameworks';
import { type InProcessRun, type ServiceFiles, packageService, runInProcess } from '../support/in-process';
import { type Act, type Place, withPlugin } from '../support/other-plugin';
import { packaged } from '../support/template';
import {
  CONFIG_EDITS,
  EXTENSIONS,
  FILE_EDITS,
  FUNCTION,
  FUNCTIONS,
  LAMBDA,
  LEGAL,
  REFUSED,
  SETTINGS,
} from './lambda-edits.cases';

const CONFIG = service(FUNCTIONS, { custom: { passage: LAMBDA } });

const SAVED = 'before:aws:package:finalize:saveServiceState';

/** After our own hooks of the events, and after the framework has merged `resources:`. */
const LATE = ['after:package:compileEvents', SAVED];

const EARLY: readonly Place[] = pairs(
  [
    'initialize',
    'before:package:initialize',
    'before:package:createDeploymentArtifacts',
    'after:package:createDeploymentArtifacts',
    'before:package:compileFunctions',
    'after:package:compileFunctions',
    'before:package:compileEvents',
  ],
  ['first', 'last'] as const,
).map(([event, listed]) => ({ event, listed }));

function expectFindings(run: InProcessRun): string[] {
  expect(run.code, run.output).to.equal(1);
  expect(run.template).to.equal(null);
  expect(
    run.problems.filter(({ code }) => code !== 'PASSAGE_AUDIT_FAILED'),
    run.output,
  ).to.deep.equal([]);
  return run.problems.map(({ where }) => where);
}

interface Deployed {
  readonly properties: object;
  /** As base64: quick to compare. */
  readonly zip: string;
}

/** What would be deployed as the function; `null` where nothing would be. */
async function deployed(
  framework: (typeof FRAMEWORKS)[number],
  { plugins = {}, ...files }: ServiceFiles,
): Promise<{ run: InProcessRun; result: Deployed | null }> {
  const folder = makeService(files);
  try {
    const run = await runInProcess(framework, folder, ['package'], { plugins });
    if (run.code !== 0) return { run, result: null };
    const zip = readFileSync(join(folder.dir, '.serverless', 'passageAuthorizer.zip'), 'base64');
    return { run, result: { properties: propertiesOf(packaged(run)), zip } };
  } finally {
    folder.remove();
  }
}

/** The name of the folder in the bucket is a time. */
function propertiesOf({ Resources }: CfTemplate): object {
  const text = JSON.stringify(Resources[FUNCTION]?.Properties);
  return JSON.parse(text.replace(/serverless\/svc\/dev\/[^"/]+\//, '')) as object;
}

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the Lambda authorizer`, () => {
    for (const [number, edits] of REFUSED.entries()) {
      const event = byTurns(LATE, framework, number);
      it(`refuses ${edits.map(({ what }) => what).join(', ')} (${event})`, async () => {
        const act: Act = (scene) => {
          for (const edit of edits) edit.act(scene);
        };
        const run = await packageService(framework, withPlugin(act, { event, listed: 'last' }, CONFIG));
        const found = expectFindings(run);
        for (const { where } of edits)
          expect(
            found.filter((place) => place.startsWith(where)),
            `${where}\n${run.output}`,
          ).to.have.length.above(0);
      });
    }

    for (const [what, extension] of Object.entries(EXTENSIONS)) {
      it(`refuses resources.extensions: ${what}`, async () => {
        const extensions = { [extension.logicalId]: { Properties: extension.properties } };
        const run = await packageService(framework, { service: { ...CONFIG, resources: { extensions } } });
        expect(expectFindings(run)).to.include(extension.where);
      });
    }

    for (const { what, act } of FILE_EDITS) {
      it(`refuses ${what} in place of its artifact`, async () => {
        const place = { event: SAVED, listed: 'last' } as const;
        const found = expectFindings(await packageService(framework, withPlugin(act, place, CONFIG)));
        expect(found).to.deep.equal([join('.serverless', 'passageAuthorizer.zip')]);
      });
    }

    let clean: Deployed | null;
    before(async () => {
      ({ result: clean } = await deployed(framework, { service: CONFIG }));
      expect(clean).not.to.equal(null);
    });

    for (const [what, extra] of Object.entries(LEGAL)) {
      it(`packages with ${what}`, async () => {
        const { run, result } = await deployed(framework, { service: { ...CONFIG, ...extra } });
        expect(run.code, run.output).to.equal(0);
        const properties = Object.entries(result?.properties ?? {});
        const rest = properties.filter(([key]) => !KEPT_PROPERTIES.includes(key));
        expect(Object.fromEntries(rest)).to.deep.equal(clean?.properties);
      });
    }

    const early = (act: Act, place: Place) => deployed(framework, withPlugin(act, place, CONFIG));

    for (const place of EARLY)
      it(`is ours, whatever its settings (${place.event}, listed ${place.listed})`, async () => {
        const { run, result } = await early(SETTINGS, place);
        expect(result, run.output).to.deep.equal(clean);
      });

    for (const [number, [what, act]] of Object.entries(CONFIG_EDITS).entries()) {
      it(`is ours, or refused: its configuration, ${what}`, async () => {
        for (const place of EARLY.filter((_, at) => hasTurn(framework, number + at))) {
          const { run, result } = await early(act, place);
          if (result !== null) expect(result, JSON.stringify(place)).to.deep.equal(clean);
          else expect(run.problems, `${JSON.stringify(place)}\n${run.output}`).to.have.length.above(0);
        }
      });
    }
  });
}
