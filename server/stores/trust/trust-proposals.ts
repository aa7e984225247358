import { z } from 'zod';
import { ACTOR_KINDS } from '../../model/access/actor.ts';
import { isProposalOver } from '../../model/trust/proposal-standing.ts';
import type { SharedRecord } from '../../ports/shared-records.ts';
import type { ProposedTrust, TrustProposal, TrustProposals } from '../../ports/trust-proposals.ts';
import { recordOf } from './own-trust.ts';
import { registeredBeside, type TrustRegisterSettings } from './registered-anchors.ts';
import { readTrustText, trustText } from './trust-file.ts';

/** No anchor bears such a name, so it is not loaded, also not by versions that know no proposals. */
const PREFIX = '_proposal-';

export function proposalName(id: string): string {
  return `${PREFIX}${id}`;
}

const TARGET = z.strictObject({ anchor: z.string(), manufacturer: z.string().nullable() });

/** An anchor is kept as the text of its file, whose certificate is compared octet by octet. */
const CHANGE = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), file: z.string(), replaces: z.string().nullable() }),
  z.strictObject({ kind: z.literal('resume'), target: TARGET }),
]);

const PROPOSAL = z.strictObject({
  id: z.string(),
  change: CHANGE,
  reason: z.string(),
  listed: z.string(),
  proposedBy: z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string(), name: z.string() }),
  proposedAt: z.iso.datetime(),
});

/** Proposals as records of the kind `trust`: one change settles them and alters the list. */
export function createTrustProposals({ shipped, shared }: TrustRegisterSettings): TrustProposals {
  const registered = registeredBeside(shipped);
  return {
    all: async () => readProposals((await shared.read('trust')).records),
    propose: (proposal, judge, entries) =>
      shared.change('trust', (records) => {
        const waiting = readProposals(records);
        const over = waiting.filter((one) => isProposalOver(one, proposal.proposedAt));
        const problem = judge(
          registered(records),
          waiting.filter((one) => !over.includes(one)),
        );
        if (problem !== null) return { put: [], remove: [], answer: problem };
        const remove = over.map(({ id }) => proposalName(id));
        return { put: [proposalRecord(proposal)], remove, entries, answer: null };
      }),
    remove: (id, entries) =>
      shared.change('trust', (records) => {
        const name = proposalName(id);
        const waits = records.some((record) => record.name === name);
        return waits ? { put: [], remove: [name], entries, answer: true } : { put: [], remove: [], answer: false };
      }),
  };
}

function readProposals(records: readonly SharedRecord[]): readonly TrustProposal[] {
  return records.filter(({ name }) => name.startsWith(PREFIX)).map(readProposal);
}

function readProposal({ name, content }: SharedRecord): TrustProposal {
  const { change, ...proposal } = PROPOSAL.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)));
  return { ...proposal, change: change.kind === 'resume' ? change : proposedAnchor(name, change) };
}

function proposedAnchor(name: string, { file, replaces }: { readonly file: string; readonly replaces: string | null }) {
  return { kind: 'add', anchor: readTrustText(name, () => file, outsideProposal), replaces } as const;
}

function outsideProposal(name: string): never {
  throw new Error(`certificate: ${name} is not in PEM`);
}

function proposalRecord(proposal: TrustProposal): SharedRecord {
  const stored = PROPOSAL.parse({ ...proposal, change: storedChange(proposal.change) });
  return recordOf(proposalName(proposal.id), `${JSON.stringify(stored)}\n`);
}

function storedChange(change: ProposedTrust): z.infer<typeof CHANGE> {
  if (change.kind === 'resume') return change;
  return { kind: 'add', file: trustText(change.anchor), replaces: change.replaces };
}
