/** Why `passage drift` fails, and what to do. */
import { type Details, type Problem, formatValue } from '../errors';
import type { ApiKind } from '../service/events';
import { printable } from '../util/printable';
import type { AwsFailure } from './aws';
import type { RouteReport } from './drift-report';
import { API_NAME } from './report-messages';

const WHERE = 'passage drift';

function drifted(what: string, details: Details): Problem {
  return { code: 'PASSAGE_DRIFTED', where: WHERE, what, ...details };
}

// Problems with the options.

export function invalidUrl(found: string): Problem {
  return {
    code: 'PASSAGE_COMMAND_INVALID',
    where: '--url',
    what: 'must be the base URL of the API',
    found: formatValue(found),
    expected: 'https://api.example.com or https://api.example.com/base-path, without a query',
  };
}

export function urlWithoutProbe(): Problem {
  return {
    code: 'PASSAGE_COMMAND_INVALID',
    where: '--url',
    what: 'has no effect without --probe',
    fix: 'Add --probe, or remove --url',
  };
}

// What could not be read.

const STATEMENT = `{
  "Effect": "Allow",
  "Action": ["cloudformation:DescribeStackResources", "apigateway:GET"],
  "Resource": "*"
}`;

/** What was read when it failed, and where. */
export interface ReadContext {
  readonly stack: string;
  readonly region: string;
}

export function readFailed(failure: AwsFailure, { stack, region }: ReadContext): Problem {
  const { kind, permission, message } = failure;
  const found = printable(message);
  switch (kind) {
    case 'denied':
      return drifted(`could not compare: AWS refused ${permission}`, {
        found,
        fix: permissionFix(permission),
      });
    case 'throttled':
      return drifted(`could not compare: AWS is still throttling requests (${permission})`, {
        found,
        fix: 'Wait a minute, then run the command again',
      });
    case 'credentials':
      return drifted('could not compare: AWS did not accept the credentials', {
        found,
        fix: 'Sign in as for `sls deploy`, or name the profile: --aws-profile NAME',
      });
    case 'client':
      return drifted(`could not compare: this framework has no client for it (${found})`, {
        fix: 'Reinstall the framework, with its dependencies',
      });
    case 'missing':
      return permission.startsWith('cloudformation')
        ? drifted(`could not compare: there is no stack ${stack} in ${region}`, {
            found,
            fix: 'Run `npx sls deploy`, or name what is deployed: --stage, --region, --aws-profile',
          })
        : drifted('could not compare: the API does not exist', {
            found,
            fix: 'Run `npx sls deploy`. If somebody deleted the API by hand, remove the stack and deploy it again',
          });
    case 'other':
      return drifted(`could not compare: AWS did not answer ${permission}`, {
        found,
        fix: 'Check the connection to AWS, then run the command again',
      });
  }
}

function permissionFix(permission: string): string {
  const statement = STATEMENT.includes(permission)
    ? STATEMENT
    : STATEMENT.replace('"apigateway:GET"', `"apigateway:GET", "${permission}"`);
  return `Add this statement to the policy of the role or user that runs the command:\n${statement}`;
}

export function apiNotDeployed(api: ApiKind, { stack, region }: ReadContext): Problem {
  return drifted(`the stack ${stack} in ${region} has no ${API_NAME[api]}, so none of its routes exists`, {
    fix: 'Run `npx sls deploy`',
  });
}

const API_ID_KEY = {
  http: 'provider.httpApi.id',
  rest: 'provider.apiGateway.restApiId',
  websocket: 'provider.apiGateway.websocketApiId',
} as const satisfies Record<ApiKind, string>;

export function apiIdUnknown(api: ApiKind, why: string): Problem {
  return {
    code: 'PASSAGE_DRIFTED',
    where: API_ID_KEY[api],
    what: `the ${API_NAME[api]} was not found: ${why}`,
    fix: 'Write the ID as a string. `sls info` of the service that owns the API shows it',
  };
}

// What was found.

/** Routes by what is wrong with them, each group with what to do. */
export interface Group {
  readonly routes: readonly RouteReport[];
  /** `GET /me (HTTP API a1b2c3)`, one line each. */
  readonly found: string;
  /** Commands of the AWS CLI, one line each; empty where there is none. */
  readonly commands: string;
}

function plural(count: number, singular: string, several: string): string {
  return count === 1 ? `a route ${singular}` : `${count} routes ${several}`;
}

/** CloudFormation updates a resource when its template changes, not when the resource does. */
function deployFix(commands: string): string {
  const start =
    'Run `npx sls deploy`.\nIf a route was changed by hand, the template is the same as before, and CloudFormation\nleaves the route as it is, even with --force';
  return commands === '' ? `${start}. Then change it back by hand` : `${start}. Then run:\n${commands}`;
}

export function openRoutes({ routes, found, commands }: Group): Problem {
  const what = `${plural(routes.length, 'is', 'are')} public, but must be protected`;
  return drifted(what, { found, fix: deployFix(commands) });
}

export function differentRoutes({ routes, found, commands }: Group): Problem {
  const what = `${plural(routes.length, 'is', 'are')} not protected as planned`;
  return drifted(what, { found, fix: deployFix(commands) });
}

export function missingRoutes({ routes, found }: Group): Problem {
  return drifted(`${plural(routes.length, 'does', 'do')} not exist`, {
    found,
    fix: 'Run `npx sls deploy`. If somebody deleted the route by hand, remove its event, deploy, add it again and deploy again',
  });
}

export function extraRoutes({ routes, found, commands }: Group): Problem {
  const fix = 'Find out who added it. If it is needed, make it an event of a function; if not, delete it';
  return drifted(`${plural(routes.length, 'is', 'are')} public, and not in this service`, {
    found,
    fix: commands === '' ? fix : `${fix}:\n${commands}`,
  });
}

export function answeredProbes({ routes, found }: Group): Problem {
  return drifted(`${plural(routes.length, 'answers', 'answer')} a request without a token`, {
    found,
    fix: 'Call the URL yourself. If it is the right API (--url), something in front of the authorizer answers: a cache, a proxy, another stage',
  });
}
