/** What API Gateway documents as fixed, in the units that the code counts in. */
export const LIMITS = {
  /** For the discovery document and for the key set, each, body included (AWS: http-api-quotas). */
  answerMs: 1500,
  /** Size of the key set (AWS: http-api-quotas). */
  answerBytes: 150_000,
  /** Request line and headers together, so no token can be longer (AWS: http-api-quotas). */
  tokenBytes: 10_240,
  /** "Public keys are cached for up to two hours" (AWS: http-api-jwt-authorizer). */
  keysMs: 2 * 60 * 60 * 1000,
} as const;
