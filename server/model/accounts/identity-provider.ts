import type { Locale } from '#core/confirmation/country.ts';

/** How an organisation lets its own identity provider (OpenID Connect) sign its people in. The operator configures it. */
export type ProviderPolicy = {
  readonly organisationId: string;
  /** Names the provider for ever: whom it says somebody is counts together with it. */
  readonly issuer: string;
  /** What people know the organisation by, as pages show it. */
  readonly label: Readonly<Record<Locale, string>>;
  /** Domains of mail by which people find the way to it, in lower case. It vouches for addresses of no other, unless there are none. */
  readonly domains: readonly string[];
  /** `refused`: its people sign in by the provider alone. */
  readonly passwords: 'allowed' | 'refused';
  /** What the provider says where it asked for a second factor itself; null where it is not relied on for that. */
  readonly secondFactor: DeclaredFactor | null;
};

/** Values of which one must be there, of each list that is not empty. */
export type DeclaredFactor = { readonly acr: readonly string[]; readonly amr: readonly string[] };

/** What a provider said of somebody, after its signature, issuer, audience, nonce and times were checked. */
export type ProvenIdentity = {
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly acr: string | null;
  readonly amr: readonly string[];
};

/** Whom an account is at a provider, from the first time on. */
export type BoundIdentity = {
  readonly issuer: string;
  /** SHA-256 of issuer and subject, in lower-case hex: what the provider calls people is not needed here. */
  readonly subject: string;
};

/** On what terms a session began that a provider proved. */
export type ProviderTerms = {
  readonly issuer: string;
  /** Whether the second factor was asked for by the provider, not here. */
  readonly secondFactor: boolean;
};

/** Whether the provider asked for a second factor, as far as it is relied on for that. */
export function showsSecondFactor({ acr, amr }: DeclaredFactor, identity: ProvenIdentity): boolean {
  const hasLevel = acr.length === 0 || (identity.acr !== null && acr.includes(identity.acr));
  const hasMethod = amr.length === 0 || amr.some((method) => identity.amr.includes(method));
  return hasLevel && hasMethod;
}

/** Whether a provider may vouch for an address of mail. */
export function isOfDomains({ domains }: Pick<ProviderPolicy, 'domains'>, email: string): boolean {
  return domains.length === 0 || domains.includes(domainOf(email));
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/**
 * Whether a session still counts: one that a provider proved, while its organisation has this provider and relies on it as it did
 * then; one of a password, while the organisation does not refuse them.
 */
export function areTermsInForce(policy: ProviderPolicy | null, terms: ProviderTerms | null): boolean {
  if (terms === null) return policy?.passwords !== 'refused';
  return policy !== null && policy.issuer === terms.issuer && (!terms.secondFactor || policy.secondFactor !== null);
}
