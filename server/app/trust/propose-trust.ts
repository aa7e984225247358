import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { ProposedTrust, TrustProposal, TrustProposals } from '../../ports/trust-proposals.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import { type Act, auditEntry, authorize, performInStore } from '../access/act.ts';
import { reasonSchema } from '../access/reason-and-code.ts';
import { randomId } from '../base64-url.ts';
import { readInput } from '../confirmations/read-input.ts';
import { sha256Hex } from '../digest.ts';
import { anchorSubject, ofManufacturer, type TrustChangeDependencies } from './change-trust-list.ts';
import { hashOfTrust } from './hash-of-trust.ts';
import { anchorIdOf, type ForeseeListDependencies, foreseeList } from './proposed-trust.ts';

export type ProposeTrustDependencies = TrustChangeDependencies &
  ForeseeListDependencies & {
    readonly proposals: TrustProposals;
    /** For the id (10 bytes). */
    readonly randomBytes: (count: number) => Uint8Array;
  };

/** Proposals that may wait at once: each is looked at by a person. */
const MAX_PROPOSALS = 20;

/**
 * Proposes that more is trusted: an anchor, or one that was suspended. Nothing of it counts before another person approves it. It
 * is held against the list as the terminal would do, and bound to that list: once the list is another one, it cannot be approved.
 */
export async function proposeTrust(
  deps: ProposeTrustDependencies,
  change: ProposedTrust,
  input: unknown,
  actor: Actor,
): Promise<Result<TrustProposal>> {
  const permitted = await authorize(deps, actor, 'propose-trust', anchorSubject(anchorIdOf(change)));
  if (!permitted.ok) return permitted;
  if (actor.kind === 'key') return refuse('person-needed');
  const parsed = readInput(reasonSchema, input);
  if (!parsed.ok) return parsed;
  const foreseen = await foreseeList(deps, change);
  if (!foreseen.ok) return foreseen;
  const listed = hashOfTrust(foreseen.value.before);
  const proposal: TrustProposal = {
    ...{ id: randomId(deps.randomBytes(10)), change, reason: parsed.value.reason, listed },
    ...{ proposedBy: actorRef(actor), proposedAt: deps.clock.now() },
  };
  const act = proposalAct('propose-trust', proposal, actor, { reason: proposal.reason });
  return performInStore(deps, act, async () => {
    const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
    const judge = (now: readonly RegisteredAnchor[], waiting: readonly TrustProposal[]): Problem | null => {
      if (waiting.length >= MAX_PROPOSALS) return refuse('too-many-trust-proposals', { most: MAX_PROPOSALS }).problem;
      return hashOfTrust(now) === proposal.listed ? null : refuse('trust-list-changed').problem;
    };
    const refused = await deps.proposals.propose(proposal, judge, entries);
    return refused === null ? succeed(proposal) : { ok: false, problem: refused };
  });
}

/** An act on a proposal, as the operator's chain tells it: what it is about, and which certificate. */
export function proposalAct(
  action: 'propose-trust' | 'approve-trust' | 'reject-trust',
  { id, change, proposedBy }: TrustProposal,
  actor: Actor,
  more: NonNullable<Act['detail']> = {},
): Act {
  const told =
    change.kind === 'add'
      ? {
          sha256: sha256Hex(change.anchor.certificate),
          ...(change.replaces === null ? {} : { replaces: change.replaces }),
        }
      : ofManufacturer(change.target);
  const detail = { change: change.kind, anchor: anchorIdOf(change), ...told, proposer: proposedBy.id, ...more };
  return { stream: 'operator', actor, action, subject: { kind: 'trust-proposal', id }, detail };
}
