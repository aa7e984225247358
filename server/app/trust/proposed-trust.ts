import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, refuse } from '#core/confirmation/errors.ts';
import type { ProposedTrust } from '../../ports/trust-proposals.ts';
import type { RegisteredAnchor, TrustChange } from '../../ports/trust-register.ts';
import { additionOf, changeProblem, targetProblem } from './change-trust-list.ts';

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
