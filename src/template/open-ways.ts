/** How anyone can call something through a resource: function URLs, APIs, and routes without an authorizer. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referredId,
  resourcesOfTypes,
  sameValue,
} from '../cloudformation';
import { isPublic } from './api-resources';
import { openOperations } from './open-operations';

/** The types of resources through which anyone may call something. */
const OPEN_TYPES = [
  'AWS::Lambda::Url',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGateway::Method',
];

export interface OpenWay {
  readonly logicalId: string;
  readonly resource: Resource;
  /** What leads to a function. */
  readonly target: unknown;
}

export function findOpenWays(template: Template): OpenWay[] {
  const isClosedApi = apisWithClosedConnect(template);
  return resourcesOfTypes(template, OPEN_TYPES).flatMap(([logicalId, resource]) => {
    const target = openTarget(resource, isClosedApi);
    return target === undefined ? [] : [{ logicalId, resource, target }];
  });
}

function openTarget(resource: Resource, isClosedApi: (apiId: unknown) => boolean): unknown {
  const properties = propertiesOf(resource);
  switch (resource.Type) {
    case 'AWS::Lambda::Url':
      return properties.AuthType === 'AWS_IAM' ? undefined : properties.TargetFunctionArn;
    case 'AWS::ApiGatewayV2::Route':
      return isPublic({ api: 'http', properties }) && !isClosedApi(properties.ApiId)
        ? properties.Target
        : undefined;
    case 'AWS::ApiGateway::Method':
      return isPublic({ api: 'rest', properties }) ? properties.Integration : undefined;
    default:
      return [properties.Target, openOperations(properties.Body)];
  }
}

/**
 * WebSocket APIs of which every connection is authorized: their other routes are called through connections
 * (AWS: apigateway-websocket-api-route-keys-connect-disconnect).
 */
function apisWithClosedConnect(template: Template): (apiId: unknown) => boolean {
  const idOf = (value: unknown): unknown => referredId(value) ?? value;
  const connects = resourcesOfTypes(template, ['AWS::ApiGatewayV2::Route'])
    .map(([, resource]) => resource)
    .filter((resource) => propertiesOf(resource).RouteKey === '$connect');
  return (apiId) => {
    const ofApi = connects.filter((one) => sameValue(idOf(propertiesOf(one).ApiId), idOf(apiId)));
    const isClosed = (one: Resource): boolean =>
      one.Condition === undefined && !isPublic({ api: 'websocket', properties: propertiesOf(one) });
    return ofApi.length > 0 && ofApi.every(isClosed);
  };
}
