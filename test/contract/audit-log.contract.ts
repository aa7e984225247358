import { describe, expect, test } from '@jest/globals';
import { verifyAudit } from '../../server/app/access/read-audit-log.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { findBreak, NO_PREVIOUS } from '../../server/model/access/audit-chain.ts';
import type { AuditEntry } from '../../server/model/access/audit-entry.ts';
import type { MakeFixture } from './store-fixture.ts';
import { AT, brokenChains, LATER, MAKER, sampleEntry, someone } from './store-samples.ts';
import { useStores } from './use-stores.ts';

const STREAM = `manufacturer:${MAKER}` as const;

/** The suite of `AuditLog`. What an altered store looks like is tested beside each store. */
export function auditLogContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: audit log`, () => {
    const { store, another } = useStores(makeFixture);
    const list = (stream: string, after = 0, limit = 100) => store().auditLog.list({ stream, after, limit });

    test('knows no chain at first', async () => {
      expect(await store().auditLog.chains()).toEqual([]);
      expect(await list('operator')).toEqual([]);
    });

    test('gives back what was appended, in its order, to everybody: every word of it', async () => {
      const entries: readonly AuditEntry[] = [
        sampleEntry({ at: LATER }),
        sampleEntry({ at: AT, actor: { kind: 'person', id: 'p-1', name: '张三 "O’Neil"\\' }, phase: 'failed' }),
        sampleEntry({ detail: { reason: '事故\n‮', empty: '' }, subject: { kind: 'seal', id: MAKER } }),
        sampleEntry({ detail: {} }),
      ];
      for (const entry of entries) await store().auditLog.append(entry);
      const found = await (await another()).auditLog.list({ stream: STREAM, after: 0, limit: 100 });
      expect(found).toMatchObject(entries);
      expect(found.map(({ detail }) => detail)).toEqual(entries.map(({ detail }) => detail));
      expect(found.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    });

    test('links each entry to the one before in its stream, the first to none', async () => {
      for (const stream of [STREAM, 'operator', STREAM] as const)
        await store().auditLog.append(sampleEntry({ stream }));
      const [first, second] = await list(STREAM);
      expect([first?.previous, second?.previous]).toEqual([NO_PREVIOUS, first?.hash]);
      expect(await list('operator')).toMatchObject([{ position: 1, previous: NO_PREVIOUS }]);
      expect(findBreak(await list(STREAM), null)).toBeNull();
      const heads = {
        [STREAM]: { position: 2, hash: second?.hash },
        operator: { position: 1, hash: (await list('operator'))[0]?.hash },
      };
      expect(await store().auditLog.heads()).toEqual(heads);
      const chains = Object.entries(heads).map(([stream, head]) => ({ stream, head }));
      expect(await store().auditLog.chains()).toEqual(chains);
    });

    test('gives a part: after a position, no more than asked for', async () => {
      for (let count = 0; count < 5; count += 1) await store().auditLog.append(sampleEntry());
      const positions = async (after: number, limit: number) =>
        (await list(STREAM, after, limit)).map(({ position }) => position);
      expect(await positions(0, 2)).toEqual([1, 2]);
      expect(await positions(2, 2)).toEqual([3, 4]);
      expect(await positions(4, 2)).toEqual([5]);
      expect(await positions(5, 2)).toEqual([]);
    });

    test('gives all that was done to one subject, and nothing of another', async () => {
      const about = { kind: 'key', id: 'key-1' } as const;
      await store().auditLog.append(sampleEntry({ stream: 'operator', phase: 'failed' }));
      await store().auditLog.append(sampleEntry());
      await store().auditLog.append(sampleEntry({ subject: { kind: 'seal', id: 'key-1' } }));
      await store().auditLog.append(sampleEntry({ subject: { kind: 'key', id: 'key-10' } }));
      await store().auditLog.append(sampleEntry({ phase: 'succeeded' }));
      const found = await store().auditLog.about(about, 1_000);
      expect(found.map(({ stream, position }) => [stream, position])).toEqual([
        [STREAM, 1],
        [STREAM, 4],
        ['operator', 1],
      ]);
      expect(await store().auditLog.about({ kind: 'key', id: '' }, 1_000)).toEqual([]);
      await store().auditLog.append(sampleEntry({ at: LATER, phase: 'failed' }));
      const newest = await store().auditLog.about(about, 2);
      expect(newest.map(({ stream, position }) => [stream, position])).toEqual([
        ['operator', 1],
        [STREAM, 5],
      ]);
    });

    test('of many at once, through two users, none is lost and no place is taken twice', async () => {
      const logs = [store().auditLog, (await another()).auditLog];
      const appended = Array.from({ length: 40 }, (_, index) =>
        logs[index % 2]?.append(sampleEntry({ detail: { index: String(index) } })),
      );
      await Promise.all(appended);
      const found = await list(STREAM);
      expect(new Set(found.map(({ detail }) => detail.index)).size).toBe(40);
      expect(found.map(({ position }) => position)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
      expect(await brokenChains(store())).toEqual([]);
    });

    test('verifies, chain by chain, and says where each ends', async () => {
      for (let count = 0; count < 3; count += 1) await store().auditLog.append(sampleEntry({ actor: someone('li') }));
      const deps = { auditLog: store().auditLog, clock: { now: () => AT } };
      const verified = await verifyAudit(deps, operatorActor());
      const head = { position: 3, hash: (await list(STREAM))[2]?.hash };
      expect(verified).toEqual({ ok: true, value: [{ stream: STREAM, entries: 3, head, broken: null }] });
    });
  });
}
