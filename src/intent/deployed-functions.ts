/** Functions of a template that the service does not have, or not any more. Pure. */
import { posix } from 'node:path';
import { type Resource, type Template, propertiesOf, resourcesOfTypes } from '../cloudformation';
import { type FunctionCode, codeText } from '../service/function-code';
import { UNKNOWN, possibleTexts } from '../template/possible-texts';
import { groupBy } from '../util/group-by';
import { propertyOf } from '../util/objects';
import type { Intent } from './intent';

/**
 * With the functions of the template that run code of this package. Their code is what they start, and that of each
 * function of the service that starts the same from the same file, or was compiled so: other plugins rewrite handlers.
 */
export function withDeployedFunctions(now: Intent, first: Intent, template: Template): Intent {
  const current = new Set(now.code.map(({ logicalId }) => logicalId));
  const functions = resourcesOfTypes(template, ['AWS::Lambda::Function']);
  if (functions.every(([logicalId]) => current.has(logicalId))) return now;
  const known = new Map([...first.code, ...now.code].map((fn) => [fn.logicalId, fn]));
  const textsOf = possibleTexts(template, now.stack);
  const deployed = functions.map(([logicalId, resource]) => ({
    logicalId,
    known: known.get(logicalId),
    ...readCompiled(resource, textsOf),
  }));
  const ofService = deployed.flatMap((fn) =>
    fn.known === undefined ? [] : [{ ...fn, runs: fn.known.runs }],
  );
  const folders = new Set<string | null>(ofService.map(({ file }) => folderOf(file)));
  const byCompiled = groupBy(ofService, compiledKey);
  const added = deployed
    .filter(({ logicalId }) => !current.has(logicalId))
    .flatMap((fn): FunctionCode[] => {
      if (fn.known !== undefined) return [fn.known];
      const { logicalId, text, file, isImage } = fn;
      if (!isImage && (file === null || !folders.has(folderOf(file)))) return [];
      const artifact = file === null ? null : posix.basename(file);
      const own = text === null ? [] : [{ text, artifact, contents: null }];
      const ofSame = (byCompiled.get(compiledKey(fn)) ?? []).flatMap(({ runs }) => runs);
      const runs = [...own, ...ofSame, ...own.flatMap(now.ranBefore)];
      return [{ name: logicalId, logicalId, runs, isOptedOut: false, setting: null }];
    });
  return { ...now, code: [...now.code, ...added] };
}

interface Compiled {
  /** What it starts: its handler or its image. */
  readonly text: string | null;
  /** The key of its file; `null` where that is not known, or it has an image. */
  readonly file: string | null;
  readonly isImage: boolean;
}

function readCompiled(resource: Resource, textsOf: (value: unknown) => readonly string[]): Compiled {
  const { Handler, Code, ImageConfig } = propertiesOf(resource);
  const asText = (value: unknown): unknown => {
    const [text = UNKNOWN, ...others] = value === undefined ? [] : textsOf(value);
    return text.includes(UNKNOWN) || others.length > 0 ? value : text;
  };
  const [handler, uri, file] = [Handler, propertyOf(Code, 'ImageUri'), propertyOf(Code, 'S3Key')].map(asText);
  const [entryPoint, command] = ['EntryPoint', 'Command'].map((name) => propertyOf(ImageConfig, name));
  const isImage = uri !== undefined;
  return {
    text: codeText(isImage ? { image: { uri, entryPoint, command } } : { handler }),
    file: typeof file === 'string' ? file : null,
    isImage,
  };
}

function compiledKey({ text, file }: Compiled): string {
  return JSON.stringify([text, file]);
}

/** Where the framework uploads the files of one package. */
function folderOf(file: string | null): string | null {
  return file === null ? null : posix.dirname(file);
}
