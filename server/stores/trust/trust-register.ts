import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, refuse } from '#core/confirmation/errors.ts';
import type { SharedRecord } from '../../ports/shared-records.ts';
import type { TrustChange, TrustRegister } from '../../ports/trust-register.ts';
import { anchorRecord, readOwnTrust, suspensionsRecord } from './own-trust.ts';
import { registeredBeside, type TrustRegisterSettings } from './registered-anchors.ts';
import { movedTo, withTarget } from './suspensions.ts';
import { TrustListError } from './trust-file.ts';
import { proposalName } from './trust-proposals.ts';

/** What a change makes of the records. */
type Next = { readonly put: readonly SharedRecord[]; readonly remove: readonly string[] };

/** The trust list for the one who may change it: it opens where the list contradicts itself, too. */
export function createTrustRegister({ shipped, shared }: TrustRegisterSettings): TrustRegister {
  const registered = registeredBeside(shipped);
  const read = async () => (await shared.read('trust')).records;
  return {
    all: async () => registered(await read()),
    added: async () => readOwnTrust(await read()).anchors,
    foresee: async (change) => {
      const records = await read();
      const { put, remove } = nextRecords(change, records);
      const gone = new Set([...remove, ...put.map(({ name }) => name)]);
      return registered([...records.filter(({ name }) => !gone.has(name)), ...put]);
    },
    change: (change, judge, { entries = [], settles = null } = {}) =>
      shared.change<Problem | null>('trust', (records) => {
        const settled = settles === null ? [] : [proposalName(settles)];
        const waits = settled.every((name) => records.some((record) => record.name === name));
        const problem = waits ? judge(registered(records)) : refuse('trust-proposal-unknown').problem;
        if (problem !== null) return { put: [], remove: [], answer: problem };
        const { put, remove } = nextRecords(change, records);
        return { put, remove: [...remove, ...settled], entries, answer: null };
      }),
  };
}

function nextRecords(change: TrustChange, records: readonly SharedRecord[]): Next {
  if (change.kind === 'replace') return replaced(change, records);
  if (change.kind === 'add') {
    for (const { id } of change.anchors) refuseTaken(id, records);
    return { put: change.anchors.map(anchorRecord), remove: [] };
  }
  const suspensions = withTarget(readOwnTrust(records).suspensions, change.target, change.kind === 'suspend');
  return { put: [suspensionsRecord(suspensions)], remove: [] };
}

function replaced(
  { former, anchor, at }: Extract<TrustChange, { kind: 'replace' }>,
  records: readonly SharedRecord[],
): Next {
  const found = records.find(({ name }) => name === former);
  if (found === undefined) throw malformed(former, `${former} is no anchor of this install`);
  if (anchor.id !== former) refuseTaken(anchor.id, records);
  const kept = { name: keptName(former, at), content: found.content };
  const suspensions = movedTo(anchor.id, former, readOwnTrust(records).suspensions);
  return {
    put: [kept, anchorRecord(anchor), suspensionsRecord(suspensions)],
    remove: anchor.id === former ? [] : [former],
  };
}

function refuseTaken(id: string, records: readonly SharedRecord[]): void {
  if (records.some(({ name }) => name === id)) throw malformed(id, `this install has an anchor ${id} already`);
}

function malformed(where: string, message: string): TrustListError {
  return new TrustListError('trust-file-malformed', where, message);
}

/** No anchor bears such a name, so it is not loaded. */
function keptName(id: string, at: IsoInstant): string {
  return `_replaced-${id}-${at.replaceAll(/[:.-]/g, '')}`;
}
