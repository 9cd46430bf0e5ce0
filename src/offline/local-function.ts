/** The Lambda authorizer as serverless-offline runs it, for REST APIs and WebSocket connections. */
import { makeArtifact } from '../apply/make-artifact';
import type { RoutesFile } from '../authorizer/routes-file';
import { nameVariables } from '../plan/authorizer-function';
import type { PlannedService } from '../plan/plan-service';
import type { Service } from '../serverless';
import { localAuthorizer } from './local-authorizers';
import { loadLocalKey } from './local-key';
import { writeTemporary } from './write-temporary';

/** Gives the function an artifact that accepts what this machine accepts. It is never inside the service. */
export async function prepareLocalFunction(
  { config, plan: { authorizerFunction } }: PlannedService,
  { functions }: Service,
): Promise<void> {
  const known = authorizerFunction === null ? undefined : functions[authorizerFunction.name];
  if (authorizerFunction === null || known === undefined) return;
  const apps = config.apps
    .filter(({ key }) => Object.hasOwn(authorizerFunction.file.apps, key))
    .map((app, i) => nameVariables({ ...app, ...localAuthorizer(app) }, i + 1));
  // A request tells the path of its route here, wherever the root is in AWS.
  const { routes } = authorizerFunction.file;
  const file: RoutesFile = {
    routes,
    apps: Object.fromEntries(apps.map(({ key, entry }) => [key, entry])),
    local: { keys: config.offline.keys === 'local' ? [(await loadLocalKey()).jwk] : null },
  };
  const local = {
    environment: Object.fromEntries(apps.flatMap(({ variables }) => variables)),
    package: { artifact: writeTemporary('authorizer.zip', makeArtifact(file)) },
  };
  functions[authorizerFunction.name] = { ...known, ...local };
}
