import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ActorRef } from '../access/actor.ts';

/** A link by which somebody without an account, such as a buyer, sees how one confirmed vehicle stands. */
export type ShareLink = {
  readonly id: string;
  readonly number: string;
  readonly vin: string;
  readonly exporterUscc: string;
  readonly createdAt: IsoInstant;
  readonly createdBy: ActorRef;
  readonly expiresAt: IsoInstant;
  /** Null as long as nobody ended it. */
  readonly endedAt: IsoInstant | null;
};

/** Whether a link shows anything. */
export function isShared({ endedAt, expiresAt }: Pick<ShareLink, 'endedAt' | 'expiresAt'>, now: IsoInstant): boolean {
  return endedAt === null && Date.parse(now) < Date.parse(expiresAt);
}
