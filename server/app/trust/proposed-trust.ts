import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProposedTrust } from '../../ports/trust-proposals.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustChange, TrustRegister } from '../../ports/trust-register.ts';
import { additionOf, changeProblem, targetProblem } from './change-trust-list.ts';
import { hashOfTrust } from './hash-of-trust.ts';

/** A change that is asked about before it is made. */
export type AskedTrust = ProposedTrust | { readonly kind: 'suspend'; readonly target: SuspensionTarget };

export type ForeseeListDependencies = {
  readonly register: Pick<TrustRegister, 'all' | 'foresee'>;
  readonly clock: Clock;
  /** Whether anchors that vouch for TEST manufacturers count in this install. */
  readonly acceptTest: boolean;
};

/** The trust list as it is, and as a change would make it. */
export type ForeseenList = {
  readonly before: readonly RegisteredAnchor[];
  readonly after: readonly RegisteredAnchor[];
};

/** The list after a change. Refused where it may not be made, and with `trust-unchanged` where it would change nothing. */
export async function foreseeList(
  { register, clock, acceptTest }: ForeseeListDependencies,
  asked: AskedTrust,
): Promise<Result<ForeseenList>> {
  const before = await register.all();
  const problem =
    asked.kind === 'suspend' ? targetProblem(asked.target, before) : proposedProblem(asked, before, acceptTest);
  if (problem !== null) return { ok: false, problem };
  const after = await register.foresee(asked.kind === 'suspend' ? asked : trustChangeOf(asked, clock.now()));
  return hashOfTrust(after) === hashOfTrust(before) ? refuse('trust-unchanged') : succeed({ before, after });
}

/** The anchor that a proposal is about. */
export function anchorIdOf(change: ProposedTrust): string {
  return change.kind === 'add' ? change.anchor.id : change.target.anchor;
}

/** What is done where the proposal is approved: the same as the terminal does. */
export function trustChangeOf(change: ProposedTrust, at: IsoInstant): TrustChange {
  return change.kind === 'add' ? additionOf([change.anchor], change.replaces, at) : change;
}

/** What the terminal would refuse, too; and TEST anchors, where they would count for nothing. */
export function proposedProblem(
  change: ProposedTrust,
  listed: readonly RegisteredAnchor[],
  acceptTest: boolean,
): Problem | null {
  if (change.kind === 'resume') return targetProblem(change.target, listed);
  const { anchor, replaces } = change;
  if (!acceptTest && anchor.manufacturers.some(({ test }) => test))
    return refuse('test-anchor-not-accepted', { anchor: anchor.id }).problem;
  return changeProblem([{ file: anchor.id, anchor }], replaces, listed);
}
