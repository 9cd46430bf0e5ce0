/** What is known of an identity provider. */

/** What can stand between a provider's tokens, or its issuer, and API Gateway. */
export type Topic =
  /** Of a token's form and signature. */
  | 'encrypted'
  | 'opaque'
  | 'algorithm'
  /** Of the issuer: in the token, in the configuration, or in the discovery document. */
  | 'issuer-form'
  | 'tenant'
  | 'version'
  | 'slash'
  | 'no-slash'
  | 'org-server'
  | 'no-discovery'
  | 'anyone'
  /** Of the audience. */
  | 'no-audience'
  | 'empty-audience'
  | 'own-api'
  | 'other-audience'
  /** Of other claims. */
  | 'id-token'
  | 'no-sub'
  | 'no-scopes';

export interface Provider {
  readonly name: string;
  /** Its section of docs/providers.md. */
  readonly anchor: string;
  /** Its issuers, where they can be told by their form; also in spellings that are wrong by a slash. */
  readonly issuer: RegExp;
  /** Whether its issuers end with a slash, where that is the same for all. */
  readonly endsWithSlash?: boolean;
  /** How its opaque tokens begin, where they can be told by that. */
  readonly opaqueToken?: RegExp;
  /** Audiences of the provider's own APIs: nobody else can verify such a token, or is meant to. */
  readonly ownAudience?: RegExp;
  /** What to do at this provider: imperative sentences without a full stop. */
  readonly advice?: Readonly<Partial<Record<Topic, string>>>;
}
