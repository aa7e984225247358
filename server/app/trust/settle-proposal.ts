import { z } from 'zod';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isProposalOver, PROPOSAL_DAYS } from '../../model/trust/proposal-standing.ts';
import type { Collections } from '../../ports/collections.ts';
import type { TrustProposal } from '../../ports/trust-proposals.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import { type Act, auditEntry, authorize, performInStore } from '../access/act.ts';
import { CODE, type ConfirmSecondFactor, reasonSchema } from '../access/reason-and-code.ts';
import { isInvitedBy } from '../accounts/invited-by.ts';
import { mayStill } from '../accounts/may-still.ts';
import { readInput } from '../confirmations/read-input.ts';
import { isOneHand } from '../people/one-hand.ts';
import { anchorSubject, ofManufacturer } from './change-trust-list.ts';
import { hashOfTrust } from './hash-of-trust.ts';
import { type ProposeTrustDependencies, proposalAct } from './propose-trust.ts';
import { anchorIdOf, proposedProblem, trustChangeOf } from './proposed-trust.ts';

export type SettleTrustDependencies = ProposeTrustDependencies & {
  readonly collections: Pick<Collections, 'find' | 'list'>;
  readonly confirmSecondFactor: ConfirmSecondFactor;
};

const approvalSchema = z.strictObject({ code: CODE });

/**
 * Another person approves exactly what was proposed, and confirms it with the second factor: it counts from now on. Never who proposed it, nor who invited
 * them; a proposal that is too old, of somebody who may not make it any more, or made to another list than there is now, is none.
 */
export async function approveTrust(
  deps: SettleTrustDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<TrustProposal>> {
  const asked = await readStep(deps, { action: 'approve-trust', id, actor }, approvalSchema, input);
  if (!asked.ok) return asked;
  const { proposal, given } = asked.value;
  const approval = proposalAct('approve-trust', proposal, actor);
  return performInStore(deps, approval, async () => {
    const problem = await approvalProblem(deps, proposal, actor);
    if (problem !== null) return { ok: false, problem };
    // A code counts once: it is not spent on what is refused anyway.
    const confirmed = await deps.confirmSecondFactor(actor, given.code);
    if (!confirmed.ok) return confirmed;
    return makeChange(deps, proposal, approval);
  });
}

/** Why this person cannot approve the proposal now; null where they can. */
export async function approvalProblem(
  deps: SettleTrustDependencies,
  proposal: TrustProposal,
  actor: Actor,
): Promise<Problem | null> {
  const { proposedBy } = proposal;
  const isStanding =
    !isProposalOver(proposal, deps.clock.now()) && (await mayStill(deps.collections, 'propose-trust', proposedBy, {}));
  if (!isStanding) return refuse('trust-proposal-over', { days: PROPOSAL_DAYS }).problem;
  if (await isOneHand(deps.collections, actor, proposedBy)) return refuse('trust-approved-by-proposer').problem;
  if (await isInvitedBy(deps.collections, proposedBy, actor)) return refuse('trust-approved-by-inviter').problem;
  return listProblem(deps, proposal, await deps.register.all());
}

function listProblem(
  { acceptTest }: Pick<SettleTrustDependencies, 'acceptTest'>,
  { change, listed }: TrustProposal,
  now: readonly RegisteredAnchor[],
): Problem | null {
  if (hashOfTrust(now) !== listed) return refuse('trust-list-changed').problem;
  return proposedProblem(change, now, acceptTest);
}

/** The change itself is told as if the terminal had made it: a restore reads from it what was resumed. */
function makeChange(
  deps: SettleTrustDependencies,
  proposal: TrustProposal,
  approval: Act,
): Promise<Result<TrustProposal>> {
  const { id, change } = proposal;
  const told =
    change.kind === 'resume'
      ? { action: 'resume-trust' as const, detail: { ...ofManufacturer(change.target), proposal: id } }
      : {
          action: 'add-anchor' as const,
          detail: { ...(change.replaces === null ? {} : { replaces: change.replaces }), proposal: id },
        };
  const { stream, actor } = approval;
  const act: Act = { stream, actor, subject: anchorSubject(anchorIdOf(change)), ...told };
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    const entries = [act, approval].map((one) => auditEntry(one, 'succeeded', at));
    const judge = (now: readonly RegisteredAnchor[]) => listProblem(deps, proposal, now);
    const refused = await deps.register.change(trustChangeOf(change, at), judge, { entries, settles: id });
    return refused === null ? succeed(proposal) : { ok: false, problem: refused };
  });
}

/** Turns a proposal down, or takes one's own back. Nothing of it ever counts. */
export async function rejectTrust(
  deps: SettleTrustDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<TrustProposal>> {
  const asked = await readStep(deps, { action: 'reject-trust', id, actor }, reasonSchema, input);
  if (!asked.ok) return asked;
  const { proposal, given } = asked.value;
  const act = proposalAct('reject-trust', proposal, actor, given);
  return performInStore(deps, act, async () => {
    const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
    return (await deps.proposals.remove(id, entries)) ? succeed(proposal) : refuse('trust-proposal-unknown');
  });
}

type SettlingStep = {
  readonly action: 'approve-trust' | 'reject-trust';
  readonly id: string;
  readonly actor: Actor;
};

/** The proposal, and what a person gives who may settle it. */
async function readStep<Given>(
  deps: SettleTrustDependencies,
  { action, id, actor }: SettlingStep,
  schema: z.ZodType<Given>,
  input: unknown,
): Promise<Result<{ readonly proposal: TrustProposal; readonly given: Given }>> {
  const permitted = await authorize(deps, actor, action, { kind: 'trust-proposal', id });
  if (!permitted.ok) return permitted;
  const proposal = (await deps.proposals.all()).find((one) => one.id === id);
  if (proposal === undefined) return refuse('trust-proposal-unknown');
  if (actor.kind !== 'person') return refuse('person-needed');
  const given = readInput(schema, input);
  return given.ok ? succeed({ proposal, given: given.value }) : given;
}
