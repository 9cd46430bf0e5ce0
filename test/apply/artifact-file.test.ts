import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { artifactFile } from '../../src/apply/artifact-file';
import { makeArtifact } from '../../src/apply/make-artifact';
import type { AuthorizerFunction } from '../../src/plan/types';
import { goldenPlan } from '../support/golden-service';

describe('apply: the file of the authorizer function', () => {
  let folder: string;
  let planned: AuthorizerFunction;
  before(() => {
    const { authorizerFunction } = goldenPlan('opt-in', 'lambda');
    if (authorizerFunction === null) throw new Error('there is no authorizer function');
    planned = authorizerFunction;
    folder = mkdtempSync(join(tmpdir(), 'passage-file-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is missing, then the same, then another one', () => {
    const file = artifactFile(planned, folder);
    expect(file.path).to.equal(join('.serverless', 'passageAuthorizer.zip'));
    expect(file.compare()).to.equal('missing');
    file.write();
    file.write();
    expect(file.compare()).to.equal('same');
    writeFileSync(join(folder, file.path), 'other');
    expect(file.compare()).to.equal('different');
  });

  it('is at its path only, absolute or not', () => {
    const { isAt, path } = artifactFile(planned, folder);
    expect([path, join(folder, path), `./${path}`].map(isAt)).to.deep.equal([true, true, true]);
    expect(['other.zip', undefined, 7].map(isAt)).to.deep.equal([false, false, false]);
  });

  it('has its routes, is no ES module, and is equal for equal content', () => {
    const zip = makeArtifact(planned.file);
    const entries = Object.entries(unzipSync(zip)).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]);
    const content = Object.fromEntries(entries) as Record<string, string>;
    expect(JSON.parse(content['routes.json'] ?? '')).to.deep.equal(planned.file);
    expect(JSON.parse(content['package.json'] ?? '')).to.deep.equal({ type: 'commonjs' });
    expect(content['passage-authorizer.js']).to.include('handler');
    expect(makeArtifact(planned.file)).to.deep.equal(zip);
    // Readable by everyone, as Lambda needs it: the mode is in the upper half of an entry's attributes.
    const central = Buffer.from(zip).indexOf('PK\u0001\u0002');
    expect(Buffer.from(zip).readUInt32LE(central + 38) >>> 16).to.equal(0o100644);
  });
});
