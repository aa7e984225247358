import { expect, test } from '@jest/globals';
import { type ListFilters, NO_FILTERS } from '../../../server/ports/registry.ts';
import { openDatabase } from '../../../server/stores/mongo/database.ts';
import { createDocumentFiles } from '../../../server/stores/mongo/document-files.ts';
import {
  AT,
  finish,
  issue,
  LATER,
  MAKER,
  numberOf,
  register,
  sampleEntry,
  sampleManufacturer,
  samplePdf,
  sampleRequest,
  sampleSeal,
  sampleVin,
  sampleVins,
  someone,
} from '../../contract/store-samples.ts';
import { describeWithOwnMongo } from './mongo-suite.ts';

const LISTS: readonly Partial<ListFilters>[] = [
  {},
  { manufacturerId: MAKER },
  { exporterUscc: '91000000000000001B' },
  { vin: sampleVin(1) },
  { numberPrefix: 'ASC-' },
  { status: 'superseded' },
  { destination: 'KZ' },
  { issuedFrom: AT, issuedBefore: LATER, status: 'partly-withdrawn', destination: 'KZ', manufacturerId: MAKER },
];

describeWithOwnMongo('questions to MongoDB', ({ database }) => {
  test('are all answered from an index: the server refuses to look through a whole collection', async () => {
    const { connection } = database();
    const fixture = await database().fixture();
    const scans = (isRefused: boolean) =>
      connection.db?.admin().command({ setParameter: 1, notablescan: isRefused }) ??
      Promise.reject(new Error('closed'));
    await scans(true);
    try {
      await expect(connection.db?.collection('lines').findOne({ reason: 'none' })).rejects.toThrow();
      const store = await fixture.open();
      await register(store, sampleManufacturer());
      const proposal = { seal: sampleSeal(), picture: null, entry: sampleEntry() };
      await store.seals.change(MAKER, () => ({ save: proposal, answer: null }));
      await store.seals.picture(MAKER, 1);
      await store.sealing.set({ manufacturerId: MAKER, policy: null, by: someone('li'), at: AT });
      const old = await issue(store, { vins: sampleVins(1, 3), idempotencyKey: 'key-1' });
      const request = sampleRequest({ vins: sampleVins(1, 2), supersedes: old, idempotencyKey: 'key-2' });
      const number = numberOf(await store.reservations.reserve(request));
      await store.leases.keep();
      await finish(store, number, request);
      await store.reservations.reserve(request);
      await store.registry.withdraw({ number, vins: [sampleVin(1)], reason: 'lost', by: someone('li'), at: LATER });
      const given = numberOf(await store.reservations.reserve(sampleRequest({ vins: sampleVins(1, 1) })));
      await store.reservations.release({ number: given, by: someone('li'), at: AT, code: 'given-up' });
      for (const filters of LISTS) {
        const page = await store.registry.list({ ...NO_FILTERS, ...filters, limit: 1, cursor: null });
        await store.registry.list({ ...NO_FILTERS, ...filters, limit: 1, cursor: page?.nextCursor ?? null });
      }
      const result = { key: 'd'.repeat(64), checkedAt: AT, data: '{}' };
      await store.checkResults.put(result, 1);
      await store.checkResults.put({ ...result, key: 'e'.repeat(64) }, 1);
      await store.checkResults.find(result.key);
      await store.checkResults.eraseBefore(LATER, 5);
      await store.lookUps.isIssued(number);
      await store.lookUps.linesByTail(number, sampleVin(2).slice(-6), 2);
      await store.holders.taken(sampleVins(1, 3), number);
      const copy = { sha256: 'a'.repeat(64), level: 'B-LTA', renewedAt: AT, dueAt: LATER } as const;
      await store.archive.keep({ number, copy, replaces: null, by: someone('li') });
      await store.archive.postpone({ number, dueAt: LATER, copy: copy.sha256 });
      await store.archive.former(number);
      await store.archive.due({ at: LATER, limit: 1, after: { number: old, dueAt: AT } });
      await store.fileReferences.isReferenced('b'.repeat(64));
      await store.manufacturers.manufacturers();
      await store.auditLog.list({ stream: `manufacturer:${MAKER}`, after: 3, limit: 5 });
      await store.auditLog.about({ kind: 'confirmation', id: number }, 5);
      await store.auditLog.chains();
      await store.newestEntry();
      await store.health.newestIssue();
      await store.recovery.recover({
        ...{ missing: [], numbers: [{ makerCode: 'XHM', year: 2026, sequence: 90 }], isComplete: true, skip: 5 },
        ...{ years: [2026], by: someone('li'), at: LATER },
      });
      await store.recovery.mayBeLost(given);
      await store.recovery.holdsFiles();
      const files = createDocumentFiles(openDatabase(connection));
      await files.put(samplePdf('one'));
      await files.sweep({ olderThan: LATER, isReferenced: async () => false, limit: 5, after: null });
    } finally {
      await scans(false);
      await fixture.dispose();
    }
  });
});
