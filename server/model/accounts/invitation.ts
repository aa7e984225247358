import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Locale } from '#core/confirmation/country.ts';
import type { ActorRef } from '../access/actor.ts';
import type { Role } from '../access/roles.ts';
import type { RoleProposal } from './role-proposal.ts';

/** Lets one person in, once: whoever has its token, which is mailed and stored as a hash. */
export type Invitation = {
  readonly id: string;
  readonly organisationId: string;
  /** Null for the first administrator, who gives one. */
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** What whoever accepts has proposed for them; null for nothing. */
  readonly proposal: RoleProposal | null;
  readonly locale: Locale;
  readonly createdAt: IsoInstant;
  /** Who chose the address: whoever comes was invited by them. */
  readonly createdBy: ActorRef;
  /** Who wrote the letter of the present link again: it opens while they may still invite. Null while it is the first one. */
  readonly sentBy: ActorRef | null;
  /** It lets nobody in from then on. */
  readonly expiresAt: IsoInstant;
  readonly state: 'open' | 'accepted' | 'withdrawn';
  /** The application of an exporter that was accepted with it, and who decides on such; null for every other one. */
  readonly application: { readonly id: string; readonly manufacturerId: string | null } | null;
};

export const INVITATION_DAYS = 7;

/** Whether it still lets somebody in. */
export function isOpen({ state, expiresAt }: Invitation, now: IsoInstant): boolean {
  return state === 'open' && Date.parse(now) < Date.parse(expiresAt);
}
