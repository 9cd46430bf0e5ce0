/** Where a live API answers. */
import { propertyOf } from '../util/objects';
import type { AwsCall } from './aws';
import { endpointDisabled, noEndpoint, privateEndpoint, severalStages } from './report-messages';
import { type LiveApi, textOf, textsOf } from './live-api';
import { readPages } from './paging';

/** Without a slash at the end; or why it is not known. */
export type BaseUrl = { readonly url: string } | { readonly why: string; readonly isDisabled: boolean };

export interface EndpointContext {
  readonly call: AwsCall;
  readonly region: string;
  /** Of the REST API. */
  readonly restStage: string;
}

export function readEndpoint(live: LiveApi, context: EndpointContext): Promise<BaseUrl> {
  return live.api === 'http' ? httpEndpoint(live, context) : restEndpoint(live, context);
}

async function httpEndpoint({ id }: LiveApi, { call }: EndpointContext): Promise<BaseUrl> {
  const { ApiEndpoint, DisableExecuteApiEndpoint } = await call('ApiGatewayV2', 'getApi', { ApiId: id });
  if (DisableExecuteApiEndpoint === true) return { why: endpointDisabled(), isDisabled: true };
  const endpoint = textOf(ApiEndpoint).replace(/\/$/, '');
  if (!URL.canParse(endpoint)) return { why: noEndpoint(), isDisabled: false };
  const stages = await readPages(call, {
    service: 'ApiGatewayV2',
    action: 'getStages',
    params: { ApiId: id },
    items: ['Items'],
    token: 'NextToken',
  });
  const names = stages.map(({ StageName }) => textOf(StageName));
  if (names.includes('$default')) return { url: endpoint };
  const [only, ...more] = names;
  if (only === undefined || more.length > 0) return { why: severalStages(names), isDisabled: false };
  return { url: `${endpoint}/${encodeURIComponent(only)}` };
}

async function restEndpoint({ id }: LiveApi, { call, region, restStage }: EndpointContext): Promise<BaseUrl> {
  const api = await call('APIGateway', 'getRestApi', { restApiId: id });
  if (api.disableExecuteApiEndpoint === true) return { why: endpointDisabled(), isDisabled: true };
  const types = textsOf(propertyOf(api.endpointConfiguration, 'types'));
  if (types.includes('PRIVATE')) return { why: privateEndpoint(), isDisabled: true };
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = `https://${id}.execute-api.${region}.${suffix}/${encodeURIComponent(restStage)}`;
  return URL.canParse(url) ? { url } : { why: noEndpoint(), isDisabled: false };
}
