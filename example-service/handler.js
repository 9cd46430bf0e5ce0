'use strict';

const json = (body) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The user's ID: API Gateway has verified the token before this code runs, and passes its claims on. */
const userOf = (event) => event.requestContext.authorizer.jwt.claims.sub;

exports.hello = async () => json({ message: 'Hello, whoever you are.' });

exports.me = async (event) => json({ user: userOf(event) });

exports.orders = async (event) => json({ user: userOf(event), orders: [] });

exports.profile = async (event) => {
  const { id } = event.pathParameters;
  if (event.requestContext.http.method === 'GET') return json({ id });
  if (userOf(event) !== id) return { statusCode: 403, body: 'This is not your profile.' };
  return json({ id, saved: true });
};
