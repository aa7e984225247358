import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Locale } from '#core/confirmation/country.ts';
import type { ActorRef } from '../access/actor.ts';
import type { Role } from '../access/roles.ts';
import type { BoundIdentity, ProviderPolicy } from './identity-provider.ts';
import type { RoleProposal } from './role-proposal.ts';

/** Somebody who can sign in, and acts for one organisation. The id is also that of the user whose password it is. */
export type Person = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  /** Null once it was erased. */
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** Roles that wait for a second person's approval; null for none. */
  readonly proposal: RoleProposal | null;
  /** The language of mails. */
  readonly locale: Locale;
  /** Whether they are written to about the steps of requests and batches. What is about their account is always sent. */
  readonly notices: boolean;
  /** `ended`: signs in no more; what they did stays. */
  readonly state: 'active' | 'ended';
  readonly since: IsoInstant;
  readonly endedAt: IsoInstant | null;
  /** Null while they have none. */
  readonly secondFactorSince: IsoInstant | null;
  /** Who they are at the identity provider of their organisation; null before they first came by it. */
  readonly identity: BoundIdentity | null;
  /** Who invited them; null for who came with a version that did not keep it. */
  readonly invitedBy: ActorRef | null;
};

/** Parts that nobody plays without a second factor: they seal, or decide who may. */
const GUARDED: ReadonlySet<Role> = new Set(['sealer', 'administrator']);

export function needsSecondFactor(roles: readonly Role[]): boolean {
  return roles.some((role) => GUARDED.has(role));
}

/** The parts that somebody plays now: none before the second factor that one of them needs. */
export function rolesInForce(roles: readonly Role[], hasSecondFactor: boolean): readonly Role[] {
  return needsSecondFactor(roles) && !hasSecondFactor ? [] : roles;
}

/**
 * Whether somebody can do what an administrator does: with a second factor, of ours or of the provider of their organisation where
 * it is relied on.
 * @param policy of the provider of their organisation; null for none
 */
export function isAbleAdministrator(
  { state, roles, secondFactorSince, identity }: Person,
  policy: ProviderPolicy | null,
): boolean {
  const isByProvider = policy?.secondFactor != null && identity?.issuer === policy.issuer;
  return state === 'active' && roles.includes('administrator') && (secondFactorSince !== null || isByProvider);
}
