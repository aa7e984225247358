import type { ProvenIdentity, ProviderPolicy } from '../model/accounts/identity-provider.ts';

/** Secrets of one way to a provider and back. */
export type ProviderChecks = {
  readonly state: string;
  readonly nonce: string;
  /** Proves that who comes back with a code is who was sent (PKCE, RFC 7636). */
  readonly verifier: string;
};

/**
 * `away`: it cannot be reached, is too slow or says too much. `declined`: it let nobody in. `not-valid`: what it says contradicts
 * what was asked, or is not proven. `detail` is for the log: never anything secret, or of a person.
 */
export type ProviderFault = { readonly kind: 'away' | 'declined' | 'not-valid'; readonly detail: string };

export type ProviderAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: ProviderFault };

/** The identity providers that organisations sign in with, as they are configured. */
export type IdentityProviders = {
  readonly policies: readonly ProviderPolicy[];
  /** The address of the provider's own page that signs people in. */
  readonly begin: (
    organisationId: string,
    asked: ProviderChecks & { readonly callback: string; readonly language: string },
  ) => Promise<ProviderAnswer<string>>;
  /** Whom the provider names. `returned` is the address that the browser came back to. */
  readonly finish: (
    organisationId: string,
    returned: string,
    checks: ProviderChecks & { readonly callback: string },
  ) => Promise<ProviderAnswer<ProvenIdentity>>;
  /** Whether it can be reached, and can what is asked of it; asks anew each time. */
  readonly examine: (organisationId: string) => Promise<ProviderFault | null>;
};
