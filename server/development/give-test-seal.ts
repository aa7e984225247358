import type { Install } from '../compose/open-install.ts';
import { DEMONSTRATION, DEMONSTRATION_APPROVER } from '../model/access/actor.ts';
import { TEST_SEAL } from './test-manufacturer.ts';

/** Gives a manufacturer of the demonstration its seal: two names, since two persons are asked for. */
export async function giveTestSeal({ seals }: Pick<Install, 'seals'>, manufacturerId: string): Promise<void> {
  const proposed = await seals.propose(manufacturerId, TEST_SEAL, DEMONSTRATION);
  if (!proposed.ok) throw new Error(`the TEST seal was refused: ${proposed.problem.code}`);
  const { version } = proposed.value;
  const approved = await seals.approve({ manufacturerId, version, actor: DEMONSTRATION_APPROVER });
  if (!approved.ok) throw new Error(`the TEST seal was not approved: ${approved.problem.code}`);
}
