/** What is said about resources that can create routes, or that can call a protected function. */
import { type Finding, type Note, formatValue, warning } from '../errors';
import type { GuardedFunction } from '../intent/route-changes';
import type { Concern } from './audit-result';

export function hiddenRoutes(where: string): Concern {
  return {
    where,
    what: 'can create routes that are not in the template, so they cannot be audited',
    details: { fix: 'Make these routes events of functions' },
  };
}

/** An integration, alias or version that is rewritten. */
export function hiddenTarget(where: string, key: string): Concern {
  return {
    where,
    what: `uses ${key}, so the function that it calls cannot be verified`,
    details: { fix: `Write the resource without ${key}` },
  };
}

export function macro(where: string, name: unknown): Concern {
  return {
    where,
    what: 'this macro may change any route after the audit',
    details: {
      found: formatValue(name),
      fix: 'Remove the macro, or move what needs it to another stack',
    },
  };
}

/** A resource through which anyone can call a function. */
interface PublicWay {
  readonly type: unknown;
  /** The function whose event the resource comes from. */
  readonly owner?: string | undefined;
}

export function openFunction(
  where: string,
  { name, logicalId, original = name, hasLost = false }: GuardedFunction,
  way: PublicWay,
): Concern {
  const place = name === logicalId ? `Resources.${name}` : `functions.${name}`;
  const called = name === original ? '' : `${place}, the code of `;
  const state = hasLost ? 'whose protected routes another plugin removed' : 'which is protected';
  return {
    where,
    what: `anyone can call ${called}functions.${original}, ${state}, through this ${describeWay(way)}`,
    details: {
      fix: `Protect or remove it. If the function is meant to be public, set \`passage: false\` on functions.${original}`,
    },
  };
}

/** @param route a protected one with the same integration, which calls no function of the service */
export function openIntegration(where: string, route: string): Note {
  return warning(
    where,
    `another plugin added this public route, which comes from no event, with the integration of ${route}, which is protected`,
    { fix: 'Have the plugin protect it too. If it is meant to be public, write it under `resources:`' },
  );
}

function describeWay({ type, owner }: PublicWay): string {
  if (type === 'AWS::Lambda::Url') return 'function URL';
  if (type === 'AWS::ApiGatewayV2::Api' || type === 'AWS::ApiGateway::RestApi') return 'API';
  const kind = type === 'AWS::ApiGateway::Method' ? 'method' : 'route';
  return `${kind}, ${owner === undefined ? 'which comes from no event' : `an event of functions.${owner}`}`;
}

/** What is found only in the template that CloudFormation makes while these conditions are false. */
export function foundWhileFalse(found: Finding, conditions: readonly string[]): Finding {
  const are =
    conditions.length === 1
      ? `the condition ${conditions[0]} is`
      : `the conditions ${conditions.join(', ')} are`;
  return { ...found, what: `${found.what}, while ${are} false` };
}
