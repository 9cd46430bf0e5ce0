/** Audits what can create or change routes out of sight: properties of our APIs, macros, SAM. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referredId,
  resourcesOf,
  usesKey,
} from '../cloudformation';
import type { Plan } from '../plan/types';
import { isObject } from '../util/objects';
import { type Concern, hiddenRoutes, macro } from './audit-messages';

/** Transforms that change no routes (CloudFormation documentation: "Transform reference"). */
const HARMLESS_MACROS = [/^AWS::LanguageExtensions$/, /^AWS::SecretsManager-/, /^AWS::CodeDeploy/];

/** Properties of an API that bring no routes (CloudFormation documentation of both resources). */
const HARMLESS_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': [
    'ApiKeySelectionExpression',
    'CorsConfiguration',
    'Description',
    'DisableExecuteApiEndpoint',
    'DisableSchemaValidation',
    'FailOnWarnings',
    'IpAddressType',
    'Name',
    'ProtocolType',
    'RouteSelectionExpression',
    'Tags',
    'Version',
  ],
  'AWS::ApiGateway::RestApi': [
    'ApiKeySourceType',
    'BinaryMediaTypes',
    'Description',
    'DisableExecuteApiEndpoint',
    'EndpointAccessMode',
    'EndpointConfiguration',
    'FailOnWarnings',
    'MinimumCompressionSize',
    'Name',
    'Policy',
    'SecurityPolicy',
    'Tags',
  ],
};

/** Properties that certainly bring routes. */
const ROUTE_PROPERTIES = ['Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'];

export interface HiddenRoutes {
  /** Definitions of routes on an API that has a protected route: refused in both modes. */
  readonly certain: readonly Concern[];
  /** What may create or change routes: refused under `protect: all`, a warning otherwise. */
  readonly possible: readonly Concern[];
}

export function findHiddenRoutes(template: Template, plan: Plan): HiddenRoutes {
  const apis = [
    { id: referredId(plan.httpApi.id), isProtected: hasProtected(plan, 'http') },
    { id: referredId(plan.restApiId), isProtected: hasProtected(plan, 'rest') },
  ];
  const certain: Concern[] = [];
  const possible: Concern[] = [...macros(template), ...loops(template)];
  for (const [logicalId, resource] of resourcesOf(template)) {
    const where = `Resources.${logicalId}`;
    if (createsRoutes(resource)) possible.push(hiddenRoutes(where));
    const api = apis.find(({ id }) => id === logicalId);
    if (api === undefined) continue;
    for (const key of harmfulKeys(resource)) {
      const isCertain = api.isProtected && ROUTE_PROPERTIES.includes(key);
      (isCertain ? certain : possible).push(hiddenRoutes(`${where}.Properties.${key}`));
    }
  }
  return { certain, possible };
}

function hasProtected(plan: Plan, api: 'http' | 'rest'): boolean {
  return plan.routes.some((route) => route.api === api && route.decision.access !== 'public');
}

function macros({ Transform }: Template): Concern[] {
  const entries: readonly unknown[] = Array.isArray(Transform) ? Transform : [Transform];
  return entries
    .filter((entry) => entry !== undefined && !isHarmless(entry))
    .map((entry) => macro('Transform', isObject(entry) ? entry.Name : entry));
}

function isHarmless(entry: unknown): boolean {
  const name = isObject(entry) ? entry.Name : entry;
  return typeof name === 'string' && HARMLESS_MACROS.some((pattern) => pattern.test(name));
}

/** Entries of `Resources` that become others, whatever their value: a list in `Fn::ForEach`. Those of nested stacks too. */
function loops({ Resources }: Template): Concern[] {
  return Object.keys(Resources)
    .filter((key) => /(^|\.)Fn::/.test(key))
    .map((key) => hiddenRoutes(`Resources.${key}`));
}

/** Resources that become others: SAM's functions, and what a macro rewrites. */
function createsRoutes(resource: Resource): boolean {
  const { Type } = resource;
  if (Type === 'AWS::Serverless::Function') return propertiesOf(resource).Events !== undefined;
  if (Type === 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides') return true;
  const isRoute = Type === 'AWS::ApiGatewayV2::Route' || Type === 'AWS::ApiGateway::Method';
  return isRoute && usesKey(resource, 'Fn::Transform');
}

function harmfulKeys(resource: Resource): string[] {
  const harmless = HARMLESS_PROPERTIES[String(resource.Type)] ?? [];
  const keys = Object.keys(propertiesOf(resource)).filter((key) => !harmless.includes(key));
  return usesKey(resource, 'Fn::Transform') ? [...keys, 'Fn::Transform'] : keys;
}
