import { describe, expect, test } from '@jest/globals';
import type { ArchiveRenewal } from '../../server/ports/archive-copies.ts';
import { NO_FILTERS } from '../../server/ports/registry.ts';
import type { MakeFixture } from './store-fixture.ts';
import {
  AT,
  issue,
  LATER,
  MAKER,
  numberOf,
  samplePdf,
  sampleRequest,
  sampleVins,
  sha256Hex,
  someone,
  toldOf,
} from './store-samples.ts';
import { useStores } from './use-stores.ts';

const NEXT = '2030-01-02T03:04:05.006Z';

/** The suite of `ArchiveCopies`: what is kept, what is due, and that nobody's renewal is lost to another's. */
export function archiveCopiesContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: archive copies`, () => {
    const { store, another } = useStores(makeFixture);
    const due = async (at: string, limit = 10, after: { number: string; dueAt: string } | null = null) =>
      (await store().archive.due({ at, limit, after })).items.map(({ number }) => number);
    const renewal = (number: string, changes: Partial<ArchiveRenewal> = {}): ArchiveRenewal => {
      const copy = {
        sha256: sha256Hex(samplePdf(`${number} archive`, 300)),
        level: 'B-LTA',
        renewedAt: LATER,
        dueAt: NEXT,
      } as const;
      return { number, copy, replaces: null, by: someone('archive'), ...changes };
    };

    test('a confirmation is due from its issue on, and has no copy', async () => {
      const number = await issue(store());
      expect(await due(AT)).toEqual([number]);
      expect(await due('2026-03-02T01:02:03.003Z')).toEqual([]);
      expect(await store().archive.find(number)).toBeNull();
      expect((await store().registry.find(number))?.archive).toBeNull();
    });

    test('what is only reserved, or was given up, is never due', async () => {
      await store().reservations.reserve(sampleRequest({ vins: sampleVins(1, 1) }));
      const given = numberOf(await store().reservations.reserve(sampleRequest({ vins: sampleVins(2, 1) })));
      await store().reservations.release({ number: given, by: someone('archive'), at: AT, code: 'given-up' });
      expect(await due(NEXT)).toEqual([]);
    });

    test('tells everybody what was kept, and leaves the original', async () => {
      const number = await issue(store());
      const { copy, ...rest } = renewal(number);
      expect(await store().archive.keep({ ...rest, copy })).toBe(true);
      const other = await another();
      expect(await other.archive.find(number)).toEqual({ ...copy, renewals: 1 });
      const found = await other.registry.find(number);
      expect(found?.archive).toEqual({ ...copy, renewals: 1 });
      expect(found?.sha256).toBe(sha256Hex(samplePdf(number)));
      const page = await other.registry.list({ ...NO_FILTERS, limit: 1, cursor: null });
      expect(page?.items[0]?.archive).toEqual({ ...copy, renewals: 1 });
    });

    test('what was kept is due again when it says, not before', async () => {
      const number = await issue(store());
      await store().archive.keep(renewal(number));
      expect(await due('2030-01-02T03:04:05.005Z')).toEqual([]);
      expect(await due(NEXT)).toEqual([number]);
    });

    test('a copy that was made from another than the one stored is refused, and nothing changes', async () => {
      const number = await issue(store());
      const first = renewal(number);
      await store().archive.keep(first);
      const pdf = samplePdf('another', 400);
      const other = { copy: { ...first.copy, sha256: sha256Hex(pdf) } };
      expect(await store().archive.keep(renewal(number, other))).toBe(false);
      expect(await store().archive.keep(renewal(number, { ...other, replaces: 'b'.repeat(64) }))).toBe(false);
      expect((await store().archive.find(number))?.sha256).toBe(first.copy.sha256);
      const log = await toldOf(store(), number);
      expect(log.filter((told) => told === 'renew-archive succeeded')).toHaveLength(1);
      expect(await store().archive.keep(renewal(number, { ...other, replaces: first.copy.sha256 }))).toBe(true);
      expect(await store().archive.find(number)).toMatchObject({ sha256: sha256Hex(pdf), renewals: 2 });
    });

    test('a copy that was replaced is known as a former one, the oldest first', async () => {
      const number = await issue(store());
      expect(await store().archive.former(number)).toEqual([]);
      const names = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
      for (const [index, sha256] of names.entries()) {
        expect(await store().archive.former(number)).toHaveLength(Math.max(0, index - 1));
        const { copy } = renewal(number);
        const kept = { copy: { ...copy, sha256 }, replaces: names[index - 1] ?? null };
        expect(await store().archive.keep(renewal(number, kept))).toBe(true);
      }
      expect(await (await another()).archive.former(number)).toEqual([
        { sha256: names[0], level: 'B-LTA', renewedAt: LATER, renewals: 1 },
        { sha256: names[1], level: 'B-LTA', renewedAt: LATER, renewals: 2 },
      ]);
      const found = await (await another()).registry.find(number);
      expect(found?.formerCopies.toSorted()).toEqual(names.slice(0, 2));
      expect(await store().archive.keep(renewal(number))).toBe(false);
      expect(await store().archive.former(number)).toHaveLength(2);
    });

    test('each renewal is told in the audit log', async () => {
      const number = await issue(store());
      const { copy } = renewal(number);
      await store().archive.keep(renewal(number));
      expect((await store().auditLog.about({ kind: 'confirmation', id: number }, 1_000)).at(-1)).toMatchObject({
        stream: `manufacturer:${MAKER}`,
        at: LATER,
        actor: someone('archive'),
        action: 'renew-archive',
        phase: 'succeeded',
        detail: { sha256: copy.sha256, level: 'B-LTA', dueAt: NEXT },
      });
    });

    test('of a number that was never issued nothing is kept', async () => {
      expect(await store().archive.keep(renewal('ASC-XHM-2026-9999999X'))).toBe(false);
      expect(await store().archive.postpone({ number: 'ASC-XHM-2026-9999999X', dueAt: AT, copy: null })).toBe(false);
      expect(await due(NEXT)).toEqual([]);
    });

    test('what is postponed is due later', async () => {
      const number = await issue(store());
      expect(await store().archive.postpone({ number, dueAt: LATER, copy: null })).toBe(true);
      expect(await due(AT)).toEqual([]);
      expect(await due(LATER)).toEqual([number]);
      expect((await store().archive.due({ at: AT, limit: 1, after: null })).later).toBe(1);
      expect((await store().archive.due({ at: LATER, limit: 1, after: null })).later).toBe(0);
    });

    test('a copy that somebody else has made meanwhile is due when it says, whatever was found of the one before', async () => {
      const number = await issue(store());
      const { copy } = renewal(number);
      await store().archive.keep(renewal(number));
      const later = '2031-01-02T03:04:05.006Z';
      for (const former of [null, 'b'.repeat(64)])
        expect(await store().archive.postpone({ number, dueAt: later, copy: former })).toBe(false);
      expect((await store().archive.find(number))?.dueAt).toBe(NEXT);
      expect(await store().archive.postpone({ number, dueAt: later, copy: copy.sha256 })).toBe(true);
      expect((await store().archive.find(number))?.dueAt).toBe(later);
    });

    test('the earliest first, page by page, each once', async () => {
      const numbers: string[] = [];
      for (let index = 0; index < 5; index += 1)
        numbers.push(await issue(store(), { vins: sampleVins(10 + index, 1) }));
      await store().archive.postpone({ number: numbers[0] ?? '', dueAt: LATER, copy: null });
      const order = [...numbers.slice(1), numbers[0]];
      const seen: string[] = [];
      let after: { number: string; dueAt: string } | null = null;
      for (let page = 0; page < 4; page += 1) {
        const found: readonly { number: string; dueAt: string }[] = (
          await store().archive.due({ at: NEXT, limit: 2, after })
        ).items;
        seen.push(...found.map(({ number }) => number));
        after = found.at(-1) ?? after;
      }
      expect(seen).toEqual(order);
    });
  });
}
