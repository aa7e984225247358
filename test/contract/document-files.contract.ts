import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DocumentFiles, SweepReport, SweepRequest } from '../../server/ports/document-files.ts';
import { samplePdf, sha256Hex } from './store-samples.ts';

/** One empty place for files; every `open` is another user of it, as another process would be. */
export type FilesFixture = {
  readonly open: () => DocumentFiles;
  /** Makes a file look as if it had been put so many hours ago. */
  readonly age: (sha256: string, hours: number) => Promise<void>;
  /** Changes one byte of a stored file, without a trace in its length. */
  readonly damage: (sha256: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
};

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const ABSENT = 'f'.repeat(64);

/** The suite of `DocumentFiles`: what is put can be had, damage is never served, and a sweep takes orphans only. */
export function documentFilesContract(name: string, makeFixture: () => Promise<FilesFixture>): void {
  describe(`${name}: document files`, () => {
    let fixture: FilesFixture;
    let files: DocumentFiles;
    beforeEach(async () => {
      fixture = await makeFixture();
      files = fixture.open();
    });
    afterEach(() => fixture.dispose());

    const sweep = (named: readonly string[], change: Partial<SweepRequest> = {}): Promise<SweepReport> =>
      files.sweep({
        olderThan: hoursAgo(24),
        isReferenced: async (sha256) => named.includes(sha256),
        limit: 100,
        after: null,
        ...change,
      });
    const isThere = async (sha256: string) => (await fixture.open().get(sha256)) !== null;

    test('gives back the very bytes, by their SHA-256, to everybody', async () => {
      const pdf = samplePdf('one', 300_000);
      const sha256 = await files.put(pdf);
      expect(sha256).toBe(sha256Hex(pdf));
      expect(Buffer.compare((await fixture.open().get(sha256)) ?? new Uint8Array(), pdf)).toBe(0);
    });

    test('a trial of writing leaves nothing behind', async () => {
      await files.check();
      expect(await sweep([], { olderThan: hoursAgo(-1) })).toEqual({ examined: 0, removed: 0, next: null });
    });

    test('what was never put is null', async () => {
      expect(await files.get(ABSENT)).toBeNull();
      await files.put(samplePdf('one'));
      expect(await files.get(ABSENT)).toBeNull();
    });

    test('a name that is no SHA-256 is refused', async () => {
      for (const name of ['', '../../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63)])
        await expect(files.get(name)).rejects.toThrow(RangeError);
    });

    test('the same bytes may be put again and again, by several at a time', async () => {
      const pdf = samplePdf('one', 100_000);
      const puts = Array.from({ length: 8 }, () => fixture.open().put(pdf));
      expect(new Set(await Promise.all(puts)).size).toBe(1);
      expect(Buffer.compare((await files.get(sha256Hex(pdf))) ?? new Uint8Array(), pdf)).toBe(0);
      expect(await sweep([])).toEqual({ examined: 1, removed: 0, next: null });
    });

    test('a damaged file is a fault with a code, and is whole again once its bytes are put', async () => {
      const pdf = samplePdf('one');
      const sha256 = await files.put(pdf);
      await fixture.damage(sha256);
      await expect(files.get(sha256)).rejects.toMatchObject({ code: 'stored-file-damaged' });
      await files.put(pdf);
      expect(Buffer.compare((await files.get(sha256)) ?? new Uint8Array(), pdf)).toBe(0);
    });

    describe('sweep', () => {
      test('removes what is old and named by no record, and nothing else', async () => {
        const [old, young, named] = await Promise.all(
          ['old', 'young', 'named'].map((one) => files.put(samplePdf(one))),
        );
        if (old === undefined || young === undefined || named === undefined) throw new Error('nothing put');
        for (const sha256 of [old, named]) await fixture.age(sha256, 25);
        await fixture.age(young, 23);
        expect(await sweep([named])).toEqual({ examined: 3, removed: 1, next: null });
        expect(await Promise.all([old, young, named].map(isThere))).toEqual([false, true, true]);
      });

      test('of nothing', async () => {
        expect(await sweep([])).toEqual({ examined: 0, removed: 0, next: null });
      });

      test('leaves what was put again meanwhile', async () => {
        const pdf = samplePdf('one');
        const sha256 = await files.put(pdf);
        await fixture.age(sha256, 48);
        await fixture.open().put(pdf);
        expect(await sweep([])).toMatchObject({ removed: 0 });
        expect(await isThere(sha256)).toBe(true);
      });

      test('never takes a file that is put while it is asked about', async () => {
        const pdf = samplePdf('one', 50_000);
        const sha256 = await files.put(pdf);
        for (const putAt of [1, 2]) {
          await fixture.age(sha256, 48);
          let asked = 0;
          await sweep([], {
            isReferenced: async () => {
              asked += 1;
              if (asked === putAt) await fixture.open().put(pdf);
              return false;
            },
          });
          expect(await isThere(sha256)).toBe(true);
        }
      });

      test('leaves what a record names while it is asked about', async () => {
        const sha256 = await files.put(samplePdf('one'));
        await fixture.age(sha256, 48);
        let asked = 0;
        const isReferenced = async () => {
          asked += 1;
          return asked > 1;
        };
        expect(await sweep([], { isReferenced })).toMatchObject({ removed: 0 });
        expect(await isThere(sha256)).toBe(true);
      });

      test('goes on where the call before ended, and looks at each file once', async () => {
        const put = await Promise.all(Array.from({ length: 7 }, (_, index) => files.put(samplePdf(`file ${index}`))));
        for (const sha256 of put) await fixture.age(sha256, 25);
        const named = put.slice(0, 3);
        const reports: SweepReport[] = [];
        do reports.push(await sweep(named, { limit: 2, after: reports.at(-1)?.next ?? null }));
        while (reports.at(-1)?.next !== null);
        expect(reports.map(({ examined }) => examined)).toEqual([2, 2, 2, 1]);
        expect(reports.reduce((sum, { removed }) => sum + removed, 0)).toBe(4);
        expect((await Promise.all(put.map(isThere))).filter(Boolean)).toHaveLength(3);
      });
    });
  });
}
