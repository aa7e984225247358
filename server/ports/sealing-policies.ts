import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ActorRef } from '../model/access/actor.ts';
import type { SealingPolicy } from '../model/manufacturers/sealing-policy.ts';

/** A manufacturer's own policy; null for that of the install. */
export type SealingChange = {
  readonly manufacturerId: string;
  readonly policy: SealingPolicy | null;
  readonly by: ActorRef;
  readonly at: IsoInstant;
};

/** How the documents of each manufacturer are sealed, where it does not follow the install. */
export type SealingPolicies = {
  /** Changes it together with an entry of the audit log, all or nothing, and leaves all else of the manufacturer alone. False where there is no such manufacturer. */
  readonly set: (change: SealingChange) => Promise<boolean>;
};
