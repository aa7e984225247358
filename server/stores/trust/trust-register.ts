import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import type { SharedRecord, SharedRecords } from '../../ports/shared-records.ts';
import type { JudgeChange, RegisteredAnchor, TrustRegister } from '../../ports/trust-register.ts';
import { anchorRecord, type OwnTrust, readOwnTrust, suspensionsRecord } from './own-trust.ts';
import { type PlacedAnchor, placedAnchors, readAnchorFolder } from './placed-anchors.ts';
import { movedTo, withTarget } from './suspensions.ts';
import { TrustListError } from './trust-file.ts';

export type TrustRegisterSettings = {
  /** The folder of the shipped anchors, which is never written. */
  readonly shipped: string;
  readonly shared: Pick<SharedRecords, 'read' | 'change'>;
};

type Next = { readonly put: readonly SharedRecord[]; readonly remove?: readonly string[] };

/** The trust list for the one who may change it: it opens where the list contradicts itself, too. */
export function createTrustRegister({ shipped, shared }: TrustRegisterSettings): TrustRegister {
  const registered = (own: OwnTrust) => placedAnchors(readAnchorFolder(shipped), own).map(registeredAnchor);
  const readOwn = async () => readOwnTrust((await shared.read('trust')).records);
  const change = (
    judge: JudgeChange,
    entries: readonly AuditEntry[],
    next: (own: OwnTrust, records: readonly SharedRecord[]) => Next,
  ) =>
    shared.change('trust', (records) => {
      const own = readOwnTrust(records);
      const problem = judge(registered(own));
      if (problem !== null) return { put: [], remove: [], answer: problem };
      return { remove: [], ...next(own, records), entries, answer: null };
    });
  return {
    all: async () => registered(await readOwn()),
    added: async () => (await readOwn()).anchors,
    add: (anchors, judge, entries = []) =>
      change(judge, entries, (_own, records) => {
        for (const { id } of anchors) refuseTaken(id, records);
        return { put: anchors.map(anchorRecord) };
      }),
    replace: ({ former, anchor, at }, judge, entries = []) =>
      change(judge, entries, ({ suspensions }, records) => {
        const replaced = records.find(({ name }) => name === former);
        if (replaced === undefined) throw malformed(former, `${former} is no anchor of this install`);
        if (anchor.id !== former) refuseTaken(anchor.id, records);
        const kept = { name: keptName(former, at), content: replaced.content };
        return {
          put: [kept, anchorRecord(anchor), suspensionsRecord(movedTo(anchor.id, former, suspensions))],
          remove: anchor.id === former ? [] : [former],
        };
      }),
    setSuspended: (target, isSuspended, judge, entries = []) =>
      change(judge, entries, ({ suspensions }) => ({
        put: [suspensionsRecord(withTarget(suspensions, target, isSuspended))],
      })),
  };
}

function registeredAnchor({ file, anchor }: PlacedAnchor): RegisteredAnchor {
  return { ...anchor, origin: file === null ? 'install' : 'shipped', file };
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
