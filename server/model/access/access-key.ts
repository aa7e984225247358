import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ActorRef } from './actor.ts';
import type { Role } from './roles.ts';

/** A key by which a program of an organisation identifies itself. Its secret is known to its bearer alone. */
export type AccessKey = {
  readonly id: string;
  readonly organisationId: string;
  /** What it is for, as the one who made it says. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: IsoInstant;
  readonly createdBy: ActorRef;
  /** It serves nobody from then on. */
  readonly expiresAt: IsoInstant;
  /** Null as long as nobody ended it. */
  readonly endedAt: IsoInstant | null;
  /** To the hour; null for one that was never used. */
  readonly lastUsedAt: IsoInstant | null;
  /** Whether it seals without a second person: two administrators agree on that. Null where nobody asked for it. */
  readonly directSealing: DirectSealing | null;
};

/** What two administrators agreed on; proposed only, while `approvedBy` is null. */
export type DirectSealing = {
  readonly proposedBy: ActorRef;
  readonly proposedAt: IsoInstant;
  readonly approvedBy: ActorRef | null;
  readonly approvedAt: IsoInstant | null;
};

export function directSealingState({
  directSealing,
}: Pick<AccessKey, 'directSealing'>): 'none' | 'proposed' | 'granted' {
  if (directSealing === null) return 'none';
  return directSealing.approvedBy === null ? 'proposed' : 'granted';
}

/** How a key stands. */
export function accessKeyState(
  { expiresAt, endedAt }: Pick<AccessKey, 'expiresAt' | 'endedAt'>,
  now: IsoInstant,
): 'active' | 'ended' | 'expired' {
  if (endedAt !== null) return 'ended';
  return Date.parse(now) < Date.parse(expiresAt) ? 'active' : 'expired';
}
