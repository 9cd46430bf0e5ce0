/** The file that becomes the code of the Lambda authorizer. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AuthorizerFunction } from '../plan/types';
import { artifactPath } from './apply-authorizer-function';
import { makeArtifact } from './make-artifact';

export interface ArtifactFile {
  /** Relative to the service. */
  readonly path: string;
  /** Whether a path, absolute or relative to the service, is the file's. */
  readonly isAt: (path: unknown) => boolean;
  readonly write: () => void;
  /** Whether the file is what it must be. */
  readonly compare: () => 'same' | 'different' | 'missing';
}

export function artifactFile(planned: AuthorizerFunction, serviceDir: string): ArtifactFile {
  const path = artifactPath(planned);
  const file = join(serviceDir, path);
  const content = makeArtifact(planned.file);
  return {
    path,
    isAt: (other) => typeof other === 'string' && resolve(serviceDir, other) === resolve(file),
    write: () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    compare: () => {
      try {
        return readFileSync(file).equals(content) ? 'same' : 'different';
      } catch {
        return 'missing';
      }
    },
  };
}
