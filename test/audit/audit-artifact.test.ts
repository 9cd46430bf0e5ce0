/** The file that becomes the code of the Lambda authorizer, against what the framework uploads. */
import { expect } from 'chai';
import type { ArtifactFile } from '../../src/apply/artifact-file';
import { auditArtifact } from '../../src/audit/audit-artifact';
import type { FunctionConfig } from '../../src/serverless';

const PATH = '.serverless/passageAuthorizer.zip';
const file = (state: ReturnType<ArtifactFile['compare']>): ArtifactFile => ({
  path: PATH,
  isAt: (path) => path === PATH,
  write: () => undefined,
  compare: () => state,
});
const uploads = (artifact?: unknown): FunctionConfig => ({ package: { artifact } });

/** `where: found` of each finding. */
const found = (artifact: ArtifactFile | undefined, config?: FunctionConfig): string[] =>
  auditArtifact(artifact, config).map((finding) => `${finding.where}: ${finding.found ?? '-'}`);

describe('audit: the code of the Lambda authorizer', () => {
  const where = 'functions.passageAuthorizer.package.artifact';

  it('is uploaded from another file, or from none', () => {
    expect(found(file('same'), uploads('evil.zip'))).to.deep.equal([`${where}: "evil.zip"`]);
    expect(found(file('same'), uploads())).to.have.length(1);
    expect(found(file('same'), {})).to.have.length(1);
    expect(found(file('same'))).to.have.length(1);
  });

  it('is changed or missing, which are not the same problem', () => {
    const [changed, missing] = (['different', 'missing'] as const).map((state) =>
      auditArtifact(file(state), uploads(PATH)),
    );
    for (const findings of [changed, missing]) {
      expect(findings?.map(({ code, where: place }) => `${code} ${place}`)).to.deep.equal([
        `PASSAGE_AUDIT_FAILED ${PATH}`,
      ]);
    }
    expect(changed).not.to.deep.equal(missing);
  });

  it('is as planned, or there is none', () => {
    expect(found(file('same'), uploads(PATH))).to.deep.equal([]);
    expect(found(undefined)).to.deep.equal([]);
  });
});
