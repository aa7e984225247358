import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';

/** Signatures of id tokens that are taken: of keys that the provider publishes, never of a shared secret. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;
export const CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post'] as const;

/** One identity provider, and how this service is registered there. */
export type ProviderSettings = ProviderPolicy & {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuthentication: (typeof CLIENT_AUTHENTICATIONS)[number];
  /** The one that its id tokens are signed with. */
  readonly algorithm: (typeof TOKEN_ALGORITHMS)[number];
  /** Hosts beside the issuer's own that its metadata may name, in lower case; with the port where it is not the scheme's own. */
  readonly hosts: readonly string[];
  /** Whether its hosts have private addresses, by the word of the operator. */
  readonly isPrivate: boolean;
};

/** Every host that may be asked. */
export function hostsOf({ issuer, hosts }: Pick<ProviderSettings, 'issuer' | 'hosts'>): readonly string[] {
  return [new URL(issuer).host, ...hosts];
}

/** What the rest of the service may know of it: no secret. */
export function policyOf(settings: ProviderSettings): ProviderPolicy {
  const { organisationId, issuer, label, domains, passwords, secondFactor } = settings;
  return { organisationId, issuer, label, domains, passwords, secondFactor };
}
