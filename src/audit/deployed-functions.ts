/** Functions of a template that the service does not have, or not any more. Pure. */
import { posix } from 'node:path';
import { type Template, propertiesOf, resourcesOfTypes } from '../cloudformation';
import { type FunctionCode, codeOf } from '../service/function-code';
import { propertyOf } from '../util/objects';
import type { Intent } from './intent';

/** With the functions of the template that run code of this package. */
export function withDeployedFunctions(now: Intent, first: Intent, template: Template): Intent {
  const known = new Map([...first.code, ...now.code].map((fn) => [fn.logicalId, fn]));
  const current = new Set(now.code.map(({ logicalId }) => logicalId));
  const deployed = resourcesOfTypes(template, ['AWS::Lambda::Function']).map(
    ([logicalId, resource]) => [logicalId, propertiesOf(resource)] as const,
  );
  const folders = new Set(
    deployed.filter(([logicalId]) => known.has(logicalId)).map(([, { Code }]) => folderOf(Code)),
  );
  const unknown = deployed
    .filter(([logicalId]) => !current.has(logicalId))
    .flatMap(([logicalId, { Handler, Code, ImageConfig }]): FunctionCode[] => {
      const configured = known.get(logicalId);
      if (configured !== undefined) return [configured];
      const uri = propertyOf(Code, 'ImageUri');
      if (uri === undefined && !folders.has(folderOf(Code))) return [];
      const [entryPoint, command] = ['EntryPoint', 'Command'].map((key) => propertyOf(ImageConfig, key));
      const code = codeOf(uri === undefined ? { handler: Handler } : { image: { uri, entryPoint, command } });
      return [{ name: logicalId, logicalId, code, artifact: null, isOptedOut: false, setting: null }];
    });
  return unknown.length === 0 ? now : { ...now, code: [...now.code, ...unknown] };
}

/** Where the framework uploads the files of one package. */
function folderOf(code: unknown): string | null {
  const key = propertyOf(code, 'S3Key');
  return typeof key === 'string' ? posix.dirname(key) : null;
}
