/**
 * How a Lambda authorizer of a REST or WebSocket API answers 401: it fails with exactly this message (AWS:
 * apigateway-use-lambda-authorizer, apigateway-websocket-api-lambda-auth). Any other failure is a 500.
 *
 * Of an HTTP API only this is documented (AWS: http-api-lambda-authorizer): `isAuthorized: false` is a 403, and an
 * answer in an invalid form a 500. Whether a failure with this message is a 401 there is not known, so a bad token is
 * a 403. A request without a token is a 401 on all three: API Gateway does not call the function.
 */
export const UNAUTHORIZED = 'Unauthorized';
