/** Audits the file that becomes the code of the Lambda authorizer. */
import type { ArtifactFile } from '../apply/artifact-file';
import { changedArtifact } from './audit-messages';
import type { Finding } from './finding';

/** @param artifact `undefined` where there is no such function */
export function auditArtifact(artifact: ArtifactFile | undefined): Finding[] {
  const state = artifact?.compare() ?? 'same';
  return artifact === undefined || state === 'same'
    ? []
    : [changedArtifact(artifact.path, state === 'missing')];
}
