import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Actor, type ActorRef, actorRef } from '../access/actor.ts';
import type { OrganisationKind } from '../access/organisation.ts';
import type { Role } from '../access/roles.ts';

/** Roles that one person asked for on behalf of somebody, and that another one has to approve: nobody has them until then. */
export type RoleProposal = {
  readonly roles: readonly Role[];
  readonly proposedBy: ActorRef;
  readonly proposedAt: IsoInstant;
};

/** What somebody has, and what is proposed for them. */
export type Standing = { readonly roles: readonly Role[]; readonly proposal: RoleProposal | null };

/**
 * Whether two people have to agree before somebody gets this role. A sealer approves what others propose: whoever could make one
 * alone would have both parts, by an address of their own. The same by administrators of their own who approve such a role, so that
 * two agree on those, too: of manufacturers and of the operator. Whoever is at the terminal, or the service with its first link,
 * gives that role alone.
 */
export function needsTwo(role: Role, kind: OrganisationKind, by: Pick<Actor, 'organisation'>): boolean {
  if (role === 'sealer') return true;
  const approves = kind === 'manufacturer' || kind === 'operator';
  return role === 'administrator' && approves && by.organisation !== null;
}

/** Who gives roles, when, in which organisation. */
export type Giving = { readonly kind: OrganisationKind; readonly by: Actor; readonly at: IsoInstant };

/** How somebody stands once these roles were asked for: what is in force at once, and what another person has to approve. */
export function standingAfter(asked: readonly Role[], former: Standing, { kind, by, at }: Giving): Standing {
  const waits = (role: Role) => !former.roles.includes(role) && needsTwo(role, kind, by);
  const waiting = asked.filter(waits);
  const roles = asked.filter((role) => !waits(role));
  if (waiting.length === 0) return { roles, proposal: null };
  const { proposal } = former;
  // Whoever saves other roles beside it has not proposed it.
  if (proposal !== null && waiting.every((role) => proposal.roles.includes(role)))
    return { roles, proposal: { ...proposal, roles: waiting } };
  return { roles, proposal: { roles: waiting, proposedBy: actorRef(by), proposedAt: at } };
}

/**
 * Whether asking for these roles would make what somebody else proposed the proposal of whoever asks: the one who proposed it first
 * could then approve it.
 */
export function takesOver(asked: readonly Role[], former: Standing, giving: Giving): boolean {
  const [before, after] = [former.proposal, standingAfter(asked, former, giving).proposal];
  if (before === null || after === null || after.proposedAt === before.proposedAt) return false;
  const { kind, id } = before.proposedBy;
  const isOwn = kind === giving.by.kind && id === giving.by.id;
  return !isOwn && after.roles.some((role) => before.roles.includes(role));
}

/** Nobody has been given anything yet. */
export const NEWCOMER: Standing = { roles: [], proposal: null };
