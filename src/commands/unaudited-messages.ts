/** What is said by commands of the framework that change a deployed service, and that nothing audits. */
import type { Note, Problem } from '../errors';

export function functionDeploy(): Note {
  return {
    level: 'notice',
    where: 'deploy function',
    what: 'this does not change how routes are protected',
  };
}

export function rollback(): Note {
  return {
    level: 'warning',
    where: 'rollback',
    what: 'this brings back the routes of that deployment as they were protected then, and nothing audits them',
    fix: 'Run `npx sls passage drift` after it',
  };
}

/** Alone, its file would be uploaded as it happens to be on disk, and nothing would compare it. */
export function authorizerFunctionAlone(name: string): Problem {
  return {
    code: 'PASSAGE_COMMAND_INVALID',
    where: '--function',
    what: `${name} is the Lambda authorizer that the plugin adds: it can only be deployed with its routes`,
    fix: 'Deploy the service: npx sls deploy',
  };
}
