import type { Result } from '#core/confirmation/errors.ts';
import type { Actor } from '../model/access/actor.ts';

/** The persons who approve what others propose. */
export type Approvers = {
  /** Whether this code is the one that the second factor of this person shows now. A code counts once. */
  readonly confirmSecondFactor: (actor: Actor, code: string) => Promise<Result<null>>;
  /** Whether the person who approved something is still a sealer of the organisation that it was done for. */
  readonly isStillSealer: (approver: Actor) => Promise<boolean>;
};
