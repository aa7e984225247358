import { describe, expect, test } from '@jest/globals';
import { confirmationStatus } from '#core/confirmation/confirmation.ts';
import { type ListFilters, NO_FILTERS } from '../../server/ports/registry.ts';
import type { MakeFixture } from './store-fixture.ts';
import {
  issue,
  LATER,
  MAKER,
  sampleContent,
  samplePdf,
  sampleRequest,
  sampleVin,
  sampleVins,
  sha256Hex,
  someone,
  toldOf,
} from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `Registry`: what is found, listed and withdrawn. */
export function registryContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: registry`, () => {
    const { store, another } = useStores(makeFixture);
    const list = async (limit: number, cursor: string | null = null, filters: Partial<ListFilters> = {}) => {
      const page = await store().registry.list({ ...NO_FILTERS, ...filters, limit, cursor });
      if (page === null) throw new Error('no such cursor');
      return page;
    };
    const withdraw = (number: string, vins: readonly string[] | null) =>
      store().registry.withdraw({ number, vins, reason: 'issued-in-error', by: someone('officer-3'), at: LATER });

    test('gives back what was issued, to everybody', async () => {
      const number = await issue(store());
      const content = sampleContent(number, sampleRequest());
      const found = await (await another()).registry.find(number);
      expect(found).toEqual({
        number,
        manufacturerId: MAKER,
        issuedBy: 'officer-1',
        content,
        sha256: sha256Hex(samplePdf(number)),
        archive: null,
        formerCopies: [],
        sealVersion: 1,
        lines: content.vehicles.map((vehicle) => ({ ...vehicle, standing: { status: 'live' } })),
      });
    });

    test('an unknown number is null, however it is written', async () => {
      const number = await issue(store());
      for (const text of ['', 'ASC-XHM-2026-9999999X', number.toLowerCase(), `${number} `, "' OR 1=1 --"])
        expect(await store().registry.find(text)).toBeNull();
    });

    describe('withdraw', () => {
      test('the whole', async () => {
        const number = await issue(store());
        const outcome = await withdraw(number, null);
        const found = await store().registry.find(number);
        expect(outcome).toEqual({ kind: 'withdrawn', confirmation: found });
        expect(found?.lines.map((line) => line.standing)).toEqual(
          Array(2).fill({ status: 'withdrawn', at: LATER, by: 'officer-3', reason: 'issued-in-error' }),
        );
      });

      test('one vehicle', async () => {
        const number = await issue(store());
        const outcome = await withdraw(number, [sampleVin(2)]);
        if (outcome.kind !== 'withdrawn') throw new Error(outcome.kind);
        expect(outcome.confirmation.lines.map((line) => line.standing.status)).toEqual(['live', 'withdrawn']);
        expect(confirmationStatus(outcome.confirmation.lines)).toBe('partly-withdrawn');
      });

      test('an unknown VIN changes no line', async () => {
        const number = await issue(store());
        expect(await withdraw(number, [sampleVin(1), sampleVin(77)])).toEqual({
          kind: 'vin-not-in-confirmation',
          vins: [sampleVin(77)],
        });
        expect((await store().registry.find(number))?.lines[0]?.standing.status).toBe('live');
        expect(await toldOf(store(), number)).toEqual(['issue-confirmation intended', 'issue-confirmation succeeded']);
      });

      test('an unknown number', async () => {
        expect(await withdraw('ASC-XHM-2026-9999999X', null)).toEqual({ kind: 'not-found' });
      });

      test('a second time keeps the first reason and instant', async () => {
        const number = await issue(store());
        await withdraw(number, null);
        const before = await store().registry.find(number);
        const again = {
          number,
          vins: null,
          reason: 'lost',
          by: someone('officer-9'),
          at: '2027-01-01T00:00:00Z',
        } as const;
        expect(await store().registry.withdraw(again)).toEqual({ kind: 'already-withdrawn', confirmation: before });
        expect(await store().registry.find(number)).toEqual(before);
      });

      test('what is left of a partly withdrawn one', async () => {
        const number = await issue(store());
        await withdraw(number, [sampleVin(1)]);
        expect((await withdraw(number, [sampleVin(1)])).kind).toBe('already-withdrawn');
        const rest = { number, vins: null, reason: 'lost', by: someone('officer-9'), at: LATER } as const;
        expect((await store().registry.withdraw(rest)).kind).toBe('withdrawn');
        const lines = (await store().registry.find(number))?.lines.map((line) => line.standing);
        expect(lines).toMatchObject([{ reason: 'issued-in-error' }, { reason: 'lost' }]);
      });

      test('of superseded lines changes nothing', async () => {
        const old = await issue(store());
        await issue(store(), { supersedes: old });
        expect((await withdraw(old, null)).kind).toBe('already-withdrawn');
      });

      test('is told in the audit log', async () => {
        const number = await issue(store());
        await withdraw(number, [sampleVin(2)]);
        expect((await store().auditLog.about({ kind: 'confirmation', id: number }, 1_000)).at(-1)).toMatchObject({
          stream: `manufacturer:${MAKER}`,
          at: LATER,
          actor: someone('officer-3'),
          action: 'withdraw-confirmation',
          phase: 'succeeded',
          detail: { reason: 'issued-in-error', vins: sampleVin(2) },
        });
      });
    });

    describe('list', () => {
      const issueMany = async (count: number, first = 100, changes: Parameters<typeof issue>[1] = {}) => {
        const numbers: string[] = [];
        for (let index = 0; index < count; index += 1)
          numbers.push(
            await issue(store(), { vins: sampleVins(first + index, 1), at: instant(first + index), ...changes }),
          );
        return numbers;
      };

      test('newest first, page by page, each once', async () => {
        const numbers = await issueMany(7);
        expect(await walk(3)).toEqual([3, 3, 1]);
        expect(await everything(3)).toEqual(numbers.toReversed());
      });

      test('a last page that is full has no successor', async () => {
        await issueMany(4);
        expect(await walk(2)).toEqual([2, 2]);
      });

      test('the same instant: by number', async () => {
        const numbers = await issueMany(5, 100, { at: LATER });
        expect(await everything(2)).toEqual(numbers.toReversed());
      });

      test('what is issued meanwhile shifts no page', async () => {
        const numbers = await issueMany(4);
        const first = await list(2);
        await issueMany(3, 200);
        const second = await list(2, first.nextCursor);
        expect(second.items.map((item) => item.number)).toEqual([numbers[1], numbers[0]]);
      });

      test('instants with and without a fraction are one order', async () => {
        const earlier = await issue(store(), { vins: sampleVins(1, 1), at: '2026-03-02T00:00:00Z' });
        const later = await issue(store(), { vins: sampleVins(2, 1), at: '2026-03-02T00:00:00.001Z' });
        expect(await everything(5)).toEqual([later, earlier]);
      });

      test('of one manufacturer', async () => {
        await issueMany(3);
        const theirs = await issueMany(2, 300, { manufacturerId: 'maker-2', makerCode: 'QQ2' });
        expect(await everything(1, { manufacturerId: 'maker-2' })).toEqual(theirs.toReversed());
        expect(await everything(1, { manufacturerId: 'maker-3' })).toEqual([]);
      });

      test('items are what find gives, with counts in place of vehicles and outlets', async () => {
        const number = await issue(store(), { vins: sampleVins(1, 3) });
        const found = await store().registry.find(number);
        if (found === null) throw new Error('not found');
        const { lines, content, formerCopies: _former, ...record } = found;
        const { vehicles, outlets, destinations, ...rest } = content;
        const expected = { ...record, content: rest, vehicles: 3, outlets: outlets.length };
        expect((await list(5)).items).toEqual([{ ...expected, status: 'live' }]);
        await withdraw(number, [sampleVin(2)]);
        expect((await list(5)).items).toEqual([{ ...expected, status: 'partly-withdrawn' }]);
        await withdraw(number, null);
        expect((await list(5)).items).toEqual([{ ...expected, status: 'withdrawn' }]);
      });

      test('a superseded one is listed as such', async () => {
        const old = await issue(store());
        const current = await issue(store(), { supersedes: old, at: LATER });
        const items = (await list(5)).items.map(({ number, status }) => ({ number, status }));
        expect(items).toEqual([
          { number: current, status: 'live' },
          { number: old, status: 'superseded' },
        ]);
      });

      test('a cursor that no page gave is null', async () => {
        await issueMany(2);
        for (const cursor of ['', 'x', '!!!', 'A'.repeat(5000), Buffer.from('1 2 3').toString('base64url')])
          expect(await store().registry.list({ ...NO_FILTERS, limit: 5, cursor })).toBeNull();
      });

      test('a limit that is none still gives a page', async () => {
        await issueMany(2);
        for (const limit of [0, -1, Number.NaN]) expect((await list(limit)).items).toHaveLength(1);
      });

      test('by status: what the lines are now', async () => {
        const partly = await issue(store(), { vins: sampleVins(1, 2), at: instant(1) });
        await withdraw(partly, [sampleVin(1)]);
        const whole = await issue(store(), { vins: sampleVins(3, 2), at: instant(2) });
        await withdraw(whole, null);
        const old = await issue(store(), { vins: sampleVins(5, 2), at: instant(3) });
        await withdraw(old, [sampleVin(5)]);
        const current = await issue(store(), { vins: sampleVins(6, 1), supersedes: old, at: instant(4) });
        expect(await everything(2, { status: 'partly-withdrawn' })).toEqual([partly]);
        expect(await everything(2, { status: 'withdrawn' })).toEqual([whole]);
        expect(await everything(2, { status: 'superseded' })).toEqual([old]);
        expect(await everything(2, { status: 'live' })).toEqual([current]);
      });

      test('by a VIN: the whole history of the vehicle, reservations excepted', async () => {
        const vins = sampleVins(7, 1);
        const first = await issue(store(), { vins, at: instant(1) });
        const second = await issue(store(), { vins, supersedes: first, at: instant(2) });
        await withdraw(second, null);
        const third = await issue(store(), { vins: sampleVins(7, 2), at: instant(3) });
        await issueMany(2);
        await withdraw(third, null);
        await store().reservations.reserve(sampleRequest({ vins, at: instant(4) }));
        expect(await everything(1, { vin: sampleVin(7) })).toEqual([third, second, first]);
        for (const vin of [sampleVin(9), sampleVin(7).slice(0, -1), sampleVin(7).toLowerCase()])
          expect(await everything(1, { vin })).toEqual([]);
      });

      test('by destination: one line is enough, however it stands', async () => {
        const mixed = await issue(store(), { vins: sampleVins(1, 2), at: instant(1) }, { destinations: ['KZ', 'RU'] });
        const other = await issue(store(), { vins: sampleVins(3, 1), at: instant(2) }, { destinations: ['RU'] });
        await withdraw(mixed, [sampleVin(2)]);
        expect(await everything(1, { destination: 'RU' })).toEqual([other, mixed]);
        expect(await everything(1, { destination: 'KZ' })).toEqual([mixed]);
        expect(await everything(1, { destination: 'DE' })).toEqual([]);
      });

      test('by the credit code of the exporter', async () => {
        const uscc = '91000000000000009X';
        const theirs = [
          await issue(store(), { vins: sampleVins(1, 1), at: instant(1) }, { exporterUscc: uscc }),
          await issue(store(), { vins: sampleVins(2, 1), at: instant(2) }, { exporterUscc: uscc }),
        ];
        await issueMany(2);
        expect(await everything(1, { exporterUscc: uscc })).toEqual(theirs.toReversed());
        expect(await everything(1, { exporterUscc: uscc.slice(0, -1) })).toEqual([]);
      });

      test('by the instants of issue, the first included and the last not', async () => {
        const numbers = await issueMany(5);
        const between = { issuedFrom: instant(101), issuedBefore: instant(103) };
        expect(await everything(1, between)).toEqual([numbers[2], numbers[1]]);
        expect(await everything(5, { issuedFrom: instant(103) })).toEqual([numbers[4], numbers[3]]);
        expect(await everything(5, { issuedBefore: instant(101).replace('.000Z', 'Z') })).toEqual([numbers[0]]);
      });

      test('by how the number begins', async () => {
        const numbers = await issueMany(3);
        const others = await issueMany(2, 300, { manufacturerId: 'maker-2', makerCode: 'QQ2' });
        expect(await everything(1, { numberPrefix: 'ASC-QQ2-' })).toEqual(others.toReversed());
        expect(await everything(5, { numberPrefix: '' })).toHaveLength(5);
        expect(await everything(1, { numberPrefix: numbers[1] ?? '' })).toEqual([numbers[1]]);
        for (const numberPrefix of ['asc-qq2', 'ASC-%', 'ASC_QQ2', '.*', 'ASC-QQ2-2027', 'Ж'])
          expect(await everything(5, { numberPrefix })).toEqual([]);
      });

      test('by all of it together', async () => {
        const mine = await issue(store(), { vins: sampleVins(1, 2), at: instant(1) }, { destinations: ['KZ', 'RU'] });
        await issueMany(2);
        const fits: ListFilters = {
          manufacturerId: MAKER,
          status: 'live',
          destination: 'RU',
          vin: sampleVin(1),
          exporterUscc: sampleContent(mine, sampleRequest()).exporter.uscc,
          issuedFrom: instant(1),
          issuedBefore: instant(2),
          numberPrefix: 'ASC-XHM-',
        };
        expect(await everything(5, fits)).toEqual([mine]);
        const misses: Partial<ListFilters>[] = [
          { manufacturerId: 'maker-2' },
          { status: 'withdrawn' },
          { destination: 'DE' },
          { vin: sampleVin(100) },
          { exporterUscc: 'none' },
          { issuedFrom: instant(2) },
          { issuedBefore: instant(1) },
          { numberPrefix: 'ASC-QQ2-' },
        ];
        for (const miss of misses) expect(await everything(5, { ...fits, ...miss })).toEqual([]);
        for (const filter of Object.keys(NO_FILTERS))
          expect(await everything(5, { ...fits, [filter]: null })).toEqual([mine]);
      });

      const walk = async (limit: number) => (await pages(limit)).map((page) => page.length);
      const everything = async (limit: number, filters: Partial<ListFilters> = {}) =>
        (await pages(limit, filters)).flat();
      const pages = async (limit: number, filters: Partial<ListFilters> = {}) => {
        const found: string[][] = [];
        let cursor: string | null = null;
        do {
          const page = await list(limit, cursor, filters);
          if (page.items.length > 0) found.push(page.items.map((item) => item.number));
          cursor = page.nextCursor;
        } while (cursor !== null);
        return found;
      };
    });
  });
}

function instant(second: number): string {
  return new Date(Date.UTC(2026, 2, 2) + second * 1000).toISOString();
}
