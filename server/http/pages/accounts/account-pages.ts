import type { ToldMisses } from '../../../app/confirmations/told-misses.ts';
import type { FirstStep } from '../../../app/notices/first-steps.ts';
import type { Waiting } from '../../../app/notices/what-waits.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { SignedInDependencies } from '../../middleware/signed-in.ts';
import type { InstallAccountsView } from './install-accounts-view.ts';

/** What the pages of accounts need of the rest of the product. */
export type AccountPages = SignedInDependencies &
  InstallAccountsView & {
    /** Look-ups by numbers of their manufacturer that found nothing. */
    readonly toldMisses: (actor: Actor) => Promise<readonly ToldMisses[]>;
    /** What leads to the first confirmation; none once there is one. */
    readonly firstSteps: (actor: Actor) => Promise<readonly FirstStep[]>;
    /** What waits for somebody. */
    readonly waiting: (actor: Actor) => Promise<readonly Waiting[]>;
  };
