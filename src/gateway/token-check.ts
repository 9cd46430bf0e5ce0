/** The checks of a token, and what a failed one reports. */

/** Every check that can deny a request, in the order in which they are made. */
export type TokenCheck =
  | 'token-missing'
  | 'token-size'
  | 'segments'
  | 'encoding'
  | 'json'
  | 'algorithm'
  | 'critical'
  | 'kid'
  | 'issuer'
  | 'discovery'
  | 'jwks'
  | 'key'
  | 'signature'
  | 'claim-missing'
  | 'claim-type'
  | 'audience'
  | 'expired'
  | 'not-before'
  | 'issued-at'
  | 'scopes';

/** Why a request was denied, for the developer. Never holds the token or a segment of it. */
export interface DenialReason {
  readonly check: TokenCheck;
  /** The claim or header parameter that was checked, where there is one. */
  readonly name?: string;
  /** What would have passed: a string, a list of strings, a number, or seconds since 1970 for a time. */
  readonly expected?: unknown;
  /** What the token has. Written by whoever made the token: print it with `quoteUntrusted`. */
  readonly found?: unknown;
  /** What else is known, in a few words that are safe to print. */
  readonly detail?: string;
}
