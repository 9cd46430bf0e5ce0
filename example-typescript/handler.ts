import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { getPassageUser } from 'serverless-passage/runtime';

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const json = (body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const hello: Handler = async () => json({ message: 'Hello, whoever you are.' });

export const me: Handler = async (event) => {
  // API Gateway has verified the token before this code runs: this only reads what it found.
  const { id, expiresAt } = getPassageUser(event);
  return json({ user: id, until: expiresAt });
};

export const profile: Handler = async (event) => {
  const id = event.pathParameters?.id;
  if (event.requestContext.http.method === 'GET') return json({ id });
  if (getPassageUser(event).id !== id) return { statusCode: 403, body: 'This is not your profile.' };
  return json({ id, saved: true });
};
