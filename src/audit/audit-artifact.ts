/** Audits the file that becomes the code of the Lambda authorizer. */
import type { ArtifactFile } from '../apply/artifact-file';
import type { Finding } from '../errors';
import type { FunctionConfig } from '../serverless';
import { propertyOf } from '../util/objects';
import { changedArtifact, otherArtifact } from './function-messages';

/**
 * The file is as planned, and it is what the framework uploads.
 *
 * @param artifact `undefined` where there is no such function
 * @param config the function's entry of `functions`
 */
export function auditArtifact(
  artifact: ArtifactFile | undefined,
  config: FunctionConfig | undefined,
): Finding[] {
  if (artifact === undefined) return [];
  const uploaded = propertyOf(config?.package, 'artifact');
  if (!artifact.isAt(uploaded)) return [otherArtifact(artifact.path, uploaded)];
  const state = artifact.compare();
  return state === 'same' ? [] : [changedArtifact(artifact.path, state === 'missing')];
}
