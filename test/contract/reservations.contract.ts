import { describe, expect, test } from '@jest/globals';
import { NO_FILTERS } from '../../server/ports/registry.ts';
import type { MakeFixture } from './store-fixture.ts';
import {
  AT,
  finish,
  issue,
  LATER,
  numberOf,
  sampleContent,
  samplePdf,
  sampleRequest,
  sampleVin,
  sampleVins,
  someone,
  toldOf,
} from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `Reservations`: what is refused, in which order, and what a reservation may do. */
export function reservationsContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: reservations`, () => {
    const { store, another, passLease } = useStores(makeFixture);
    const reserve = (changes: Parameters<typeof sampleRequest>[0] = {}) =>
      store().reservations.reserve(sampleRequest(changes));

    test('numbers run per maker code and year', async () => {
      const numbers = [
        await reserve({ vins: sampleVins(1, 1) }),
        await reserve({ vins: sampleVins(2, 1) }),
        await reserve({ vins: sampleVins(3, 1), year: 2027 }),
        await reserve({ vins: sampleVins(4, 1), makerCode: 'QQ2', manufacturerId: 'maker-2' }),
      ].map(numberOf);
      expect(numbers.map((number) => number.slice(0, -1))).toEqual([
        'ASC-XHM-2026-0000001',
        'ASC-XHM-2026-0000002',
        'ASC-XHM-2027-0000001',
        'ASC-QQ2-2026-0000001',
      ]);
    });

    test('a refusal spends no number', async () => {
      await reserve();
      expect((await reserve()).kind).toBe('vins-taken');
      expect(numberOf(await reserve({ vins: sampleVins(9, 1) }))).toMatch(/^ASC-XHM-2026-0000002.$/);
    });

    test('VINs of an open reservation are taken, by nobody that may be named', async () => {
      await reserve({ vins: sampleVins(1, 2) });
      expect(await reserve({ vins: sampleVins(2, 2) })).toEqual({
        kind: 'vins-taken',
        taken: [{ vin: sampleVin(2), number: null }],
      });
    });

    test('VINs of a live confirmation are taken by it, named in the order asked for', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 3) });
      expect(await reserve({ vins: [sampleVin(8), sampleVin(3), sampleVin(1)] })).toEqual({
        kind: 'vins-taken',
        taken: [
          { vin: sampleVin(3), number },
          { vin: sampleVin(1), number },
        ],
      });
    });

    test('VINs taken are taken for every manufacturer', async () => {
      await issue(store());
      const other = await reserve({ manufacturerId: 'maker-2', makerCode: 'QQ2' });
      expect(other.kind).toBe('vins-taken');
    });

    test('a refused request takes none of its VINs', async () => {
      await reserve({ vins: sampleVins(1, 1) });
      await reserve({ vins: sampleVins(1, 5) });
      expect((await reserve({ vins: sampleVins(2, 4) })).kind).toBe('reserved');
    });

    test('a request without VINs, or with one twice, is a fault', async () => {
      await expect(reserve({ vins: [] })).rejects.toMatchObject({ code: 'record-not-valid' });
      await expect(reserve({ vins: [sampleVin(1), sampleVin(1)] })).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect((await reserve({ vins: sampleVins(1, 1) })).kind).toBe('reserved');
    });

    test('withdrawn VINs are free again', async () => {
      const number = await issue(store());
      await store().registry.withdraw({
        number,
        vins: [sampleVin(1)],
        reason: 'lost',
        by: someone('officer-1'),
        at: LATER,
      });
      expect((await reserve({ vins: [sampleVin(1)] })).kind).toBe('reserved');
      expect((await reserve({ vins: [sampleVin(2)] })).kind).toBe('vins-taken');
    });

    describe('idempotency key', () => {
      const key = { idempotencyKey: 'key-1' };

      test('open: being issued', async () => {
        await reserve(key);
        expect(await reserve(key)).toEqual({ kind: 'being-issued' });
      });

      test('issued: the confirmation of the first time, also once withdrawn', async () => {
        const number = await issue(store(), key);
        expect(await reserve(key)).toEqual({
          kind: 'already-issued',
          confirmation: await store().registry.find(number),
        });
        await store().registry.withdraw({ number, vins: null, reason: 'lost', by: someone('officer-1'), at: LATER });
        expect(await reserve(key)).toMatchObject({ kind: 'already-issued', confirmation: { number } });
      });

      test('another request under the same key is refused, open or issued', async () => {
        const request = sampleRequest(key);
        const number = numberOf(await store().reservations.reserve(request));
        const other = { ...key, requestHash: 'b'.repeat(64), vins: sampleVins(50, 1) };
        expect(await reserve(other)).toEqual({ kind: 'key-reused' });
        await finish(store(), number, request);
        expect(await reserve(other)).toEqual({ kind: 'key-reused' });
      });

      test('is judged before everything else', async () => {
        await issue(store(), key);
        expect((await reserve({ ...key, supersedes: 'ASC-XHM-2026-9999999X' })).kind).toBe('already-issued');
      });

      test('each manufacturer has its own keys', async () => {
        await issue(store(), key);
        const other = await reserve({ ...key, manufacturerId: 'maker-2', makerCode: 'QQ2', vins: sampleVins(50, 1) });
        expect(other.kind).toBe('reserved');
      });

      test('none: the same request twice is two requests', async () => {
        await reserve();
        expect((await reserve()).kind).toBe('vins-taken');
      });
    });

    describe('superseding', () => {
      test('of an unknown number, a mere reservation, or another manufacturer’s confirmation', async () => {
        const open = numberOf(await reserve({ vins: sampleVins(60, 1) }));
        const foreign = await issue(store(), { manufacturerId: 'maker-2', makerCode: 'QQ2', vins: sampleVins(70, 1) });
        for (const supersedes of ['ASC-XHM-2026-9999999X', open, foreign])
          expect(await reserve({ supersedes })).toEqual({ kind: 'supersedes-unknown' });
      });

      test('of one without a live line', async () => {
        const supersedes = await issue(store());
        await store().registry.withdraw({
          number: supersedes,
          vins: null,
          reason: 'lost',
          by: someone('officer-1'),
          at: LATER,
        });
        expect(await reserve({ supersedes })).toEqual({ kind: 'supersedes-not-live' });
      });

      test('leaves the old lines live until the new ones are, then replaces all of them at once', async () => {
        const old = await issue(store(), { vins: sampleVins(1, 3) });
        const request = sampleRequest({ vins: sampleVins(2, 3), supersedes: old, at: LATER, by: someone('officer-2') });
        const number = numberOf(await store().reservations.reserve(request));
        expect(await statuses(old)).toEqual(['live', 'live', 'live']);
        await finish(store(), number, request);
        const standing = { status: 'superseded', at: LATER, by: 'officer-2', supersededBy: number };
        const replaced = await store().registry.find(old);
        expect(replaced?.lines.map((line) => line.standing)).toEqual([standing, standing, standing]);
        expect(await statuses(number)).toEqual(['live', 'live', 'live']);
      });

      test('does not open the way to VINs of a third confirmation', async () => {
        const third = await issue(store(), { vins: sampleVins(5, 1) });
        const supersedes = await issue(store(), { vins: sampleVins(1, 2) });
        expect(await reserve({ supersedes, vins: [sampleVin(1), sampleVin(5)] })).toEqual({
          kind: 'vins-taken',
          taken: [{ vin: sampleVin(5), number: third }],
        });
      });

      test('given up leaves the old confirmation as it was', async () => {
        const supersedes = await issue(store());
        await store().reservations.release(releaseOf(numberOf(await reserve({ supersedes })), LATER));
        expect(await statuses(supersedes)).toEqual(['live', 'live']);
        expect((await reserve({ supersedes })).kind).toBe('reserved');
      });

      test('by two requests at once: the second waits, whether or not it wants the same VINs', async () => {
        const supersedes = await issue(store(), { vins: sampleVins(1, 2) });
        await reserve({ supersedes, vins: sampleVins(1, 1) });
        expect((await reserve({ supersedes, vins: sampleVins(1, 1) })).kind).toBe('vins-taken');
        expect((await reserve({ supersedes, vins: sampleVins(2, 1) })).kind).toBe('being-issued');
      });

      test('a vehicle that is withdrawn from the old one meanwhile does not come back into force', async () => {
        const old = await issue(store(), { vins: sampleVins(1, 2) });
        const request = sampleRequest({ supersedes: old, vins: sampleVins(1, 2) });
        const number = numberOf(await store().reservations.reserve(request));
        await store().registry.withdraw({
          number: old,
          vins: [sampleVin(1)],
          reason: 'lost',
          by: someone('o'),
          at: LATER,
        });
        await expect(finish(store(), number, request)).rejects.toMatchObject({ code: 'replaced-withdrawn' });
        await store().reservations.release(releaseOf(number, LATER));
        expect(await statuses(old)).toEqual(['withdrawn', 'live']);
        expect(await store().registry.find(number)).toBeNull();
      });

      test('one that was withdrawn from it and is not in the new one hinders nothing', async () => {
        const old = await issue(store(), { vins: sampleVins(1, 2) });
        const request = sampleRequest({ supersedes: old, vins: sampleVins(2, 1) });
        const number = numberOf(await store().reservations.reserve(request));
        const by = someone('o');
        await store().registry.withdraw({ number: old, vins: [sampleVin(1)], reason: 'lost', by, at: LATER });
        await finish(store(), number, request);
        expect([await statuses(old), await statuses(number)]).toEqual([['withdrawn', 'superseded'], ['live']]);
      });

      const statuses = async (number: string) =>
        (await store().registry.find(number))?.lines.map((line) => line.standing.status);
    });

    describe('steps', () => {
      test('nothing of a reservation is seen in the registry before it is complete', async () => {
        const request = sampleRequest();
        const number = numberOf(await store().reservations.reserve(request));
        await store().reservations.intend({ number, content: sampleContent(number, request), at: AT });
        expect(await store().registry.find(number)).toBeNull();
        const listed = await store().registry.list({ ...NO_FILTERS, limit: 10, cursor: null });
        expect(listed?.items).toEqual([]);
        const withdrawal = { number, vins: null, reason: 'lost', by: someone('officer-1'), at: AT } as const;
        expect(await store().registry.withdraw(withdrawal)).toEqual({ kind: 'not-found' });
      });

      test('completing needs the stored intent', async () => {
        const number = numberOf(await reserve());
        await expect(store().reservations.complete(completionOf(number))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        expect(await store().registry.find(number)).toBeNull();
      });

      test('each step is taken once', async () => {
        const request = sampleRequest();
        const number = numberOf(await store().reservations.reserve(request));
        const intent = { number, content: sampleContent(number, request), at: AT };
        await store().reservations.intend(intent);
        await expect(store().reservations.intend(intent)).rejects.toMatchObject({ code: 'reservation-state-wrong' });
        await store().reservations.complete(completionOf(number));
        await expect(store().reservations.complete(completionOf(number))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        await expect(store().reservations.intend(intent)).rejects.toMatchObject({ code: 'reservation-state-wrong' });
      });

      test('an intent with other VINs than were reserved, or of another number, is refused', async () => {
        const request = sampleRequest();
        const number = numberOf(await store().reservations.reserve(request));
        const contents = [
          sampleContent(number, { ...request, vins: sampleVins(2, 2) }),
          sampleContent(number, { ...request, vins: sampleVins(1, 1) }),
          sampleContent(number, { ...request, vins: sampleVins(1, 3) }),
          sampleContent('ASC-XHM-2026-9999999X', request),
        ];
        for (const content of contents)
          await expect(store().reservations.intend({ number, content, at: AT })).rejects.toMatchObject({
            code: 'reservation-content-differs',
          });
      });

      test('a number that was never reserved has no steps', async () => {
        const number = 'ASC-XHM-2026-9999999X';
        const content = sampleContent(number, sampleRequest());
        await expect(store().reservations.intend({ number, content, at: AT })).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        await expect(store().reservations.complete(completionOf(number))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        await store().reservations.release(releaseOf(number, AT));
      });

      test('another user of the store can neither complete nor release it', async () => {
        const other = await another();
        const request = sampleRequest();
        const number = numberOf(await store().reservations.reserve(request));
        await expect(
          other.reservations.intend({ number, content: sampleContent(number, request), at: AT }),
        ).rejects.toMatchObject({ code: 'reservation-state-wrong' });
        await expect(other.reservations.release(releaseOf(number, AT))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        await finish(store(), number, request);
      });
    });

    describe('release', () => {
      test('frees VINs and key; the number stays spent', async () => {
        const changes = { idempotencyKey: 'key-1' };
        const number = numberOf(await reserve(changes));
        await store().reservations.release(releaseOf(number, LATER));
        const again = numberOf(await reserve(changes));
        expect(again).not.toBe(number);
        expect(await toldOf(store(), number)).toEqual(['issue-confirmation intended', 'issue-confirmation failed']);
        const entries = await store().auditLog.about({ kind: 'confirmation', id: number }, 1_000);
        expect(entries.at(-1)).toMatchObject({ at: LATER, actor: someone('officer-1'), detail: { code: 'given-up' } });
      });

      test('a second time, or of a confirmation, does nothing', async () => {
        const released = numberOf(await reserve({ vins: sampleVins(30, 1) }));
        await store().reservations.release(releaseOf(released, LATER));
        await store().reservations.release(releaseOf(released, LATER));
        expect(await toldOf(store(), released)).toHaveLength(2);
        const issued = await issue(store());
        await store().reservations.release(releaseOf(issued, LATER));
        expect((await store().registry.find(issued))?.lines[0]?.standing).toEqual({ status: 'live' });
      });

      test('of an intended one ends its steps', async () => {
        const request = sampleRequest();
        const number = numberOf(await store().reservations.reserve(request));
        await store().reservations.intend({ number, content: sampleContent(number, request), at: AT });
        await store().reservations.release(releaseOf(number, LATER));
        await expect(store().reservations.complete(completionOf(number))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        expect((await reserve()).kind).toBe('reserved');
      });
    });

    describe('owners', () => {
      test('opening releases nothing of a store that is open, and closing releases what it held', async () => {
        const first = await another();
        const request = sampleRequest({ idempotencyKey: 'key-1' });
        const number = numberOf(await first.reservations.reserve(request));
        const second = await another();
        expect(second.recovered).toEqual([]);
        expect((await second.reservations.reserve(request)).kind).toBe('being-issued');
        await first.close();
        expect((await second.reservations.reserve(request)).kind).toBe('reserved');
        expect(await toldOf(second, number)).toEqual(['issue-confirmation intended', 'issue-confirmation failed']);
        const last = (await second.auditLog.about({ kind: 'confirmation', id: number }, 1_000)).at(-1);
        expect(last).toMatchObject({ actor: { kind: 'service', id: 'recovery' }, detail: { code: 'process-ended' } });
      });
    });

    describe('leases', () => {
      test('what nobody keeps ends with its lease: who comes then has its VINs, and its holder completes nothing more', async () => {
        const late = await another();
        const request = sampleRequest({ idempotencyKey: 'key-1' });
        const number = numberOf(await late.reservations.reserve(request));
        await late.reservations.intend({ number, content: sampleContent(number, request), at: AT });
        expect((await reserve({ idempotencyKey: 'key-1' })).kind).toBe('being-issued');
        await passLease(1);
        const next = numberOf(await reserve({ idempotencyKey: 'key-1' }));
        expect(next).not.toBe(number);
        await expect(late.reservations.complete(completionOf(number))).rejects.toMatchObject({
          code: 'reservation-state-wrong',
        });
        await finish(store(), next, request);
        expect(await late.registry.find(number)).toBeNull();
        const last = (await store().auditLog.about({ kind: 'confirmation', id: number }, 1_000)).at(-1);
        expect(last).toMatchObject({ actor: { kind: 'service', id: 'recovery' }, detail: { code: 'lease-ended' } });
      });

      test('what is kept lasts, however long it takes', async () => {
        const holder = await another();
        const request = sampleRequest();
        const number = numberOf(await holder.reservations.reserve(request));
        for (let beat = 0; beat < 4; beat += 1) {
          await passLease(0.6);
          expect(await holder.leases.keep()).toEqual([]);
          expect((await reserve()).kind).toBe('vins-taken');
        }
        await finish(holder, number, request);
      });

      test('whoever keeps its own releases what others have not kept', async () => {
        const late = await another();
        const [old, own] = [
          numberOf(await late.reservations.reserve(sampleRequest())),
          numberOf(await reserve({ vins: sampleVins(9, 1) })),
        ];
        await passLease(1);
        expect(await store().leases.keep()).toEqual([old]);
        expect(await store().leases.keep()).toEqual([]);
        expect(await toldOf(store(), old)).toEqual(['issue-confirmation intended', 'issue-confirmation failed']);
        await finish(store(), own, sampleRequest({ vins: sampleVins(9, 1) }));
      });

      test('a holder that was away longer than its lease, and that nobody missed, keeps what it has', async () => {
        const number = numberOf(await reserve());
        await passLease(3);
        expect((await reserve({ vins: sampleVins(2, 1) })).kind).toBe('vins-taken');
        await finish(store(), number, sampleRequest());
      });

      test('where nothing is open there is nothing to keep', async () => {
        await issue(store());
        await store().reservations.release(releaseOf(numberOf(await reserve({ vins: sampleVins(9, 1) })), AT));
        await passLease(2);
        expect(await store().leases.keep()).toEqual([]);
      });
    });

    test('the audit log tells every step, with who and when', async () => {
      const old = await issue(store(), { vins: sampleVins(1, 2) });
      const number = await issue(store(), {
        vins: sampleVins(1, 2),
        supersedes: old,
        by: someone('officer-2'),
        at: LATER,
      });
      expect(await told(old)).toEqual([
        ['issue-confirmation', 'intended', 'officer-1', AT],
        ['issue-confirmation', 'succeeded', 'officer-1', AT],
        ['supersede-confirmation', 'succeeded', 'officer-2', LATER],
      ]);
      expect(await told(number)).toEqual([
        ['issue-confirmation', 'intended', 'officer-2', LATER],
        ['issue-confirmation', 'succeeded', 'officer-2', LATER],
      ]);
    });

    const told = async (number: string) =>
      (await store().auditLog.about({ kind: 'confirmation', id: number }, 1_000)).map(
        ({ action, phase, actor, at }) => [...[action, phase, actor.id, at]],
      );
  });
}

function releaseOf(number: string, at: string) {
  return { number, by: someone('officer-1'), at, code: 'given-up' };
}

function completionOf(number: string) {
  return {
    number,
    pdf: samplePdf(number),
    sha256: 'f'.repeat(64),
    keyId: 'key-1',
    sealVersion: 1,
    by: someone('officer-1'),
    at: AT,
  };
}
