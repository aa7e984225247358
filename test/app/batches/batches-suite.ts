import { expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import type { RunNews } from '../../../server/app/batches/run-batches.ts';
import type { IssueStep } from '../../../server/app/confirmations/issue-confirmation.ts';
import { manufacturerFile } from '../../../server/app/manufacturers/manufacturer-schema.ts';
import type { Install } from '../../../server/compose/open-install.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import { DEMONSTRATION, operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone, keyActor } from '../../support/actors.ts';
import { CODE, MAKER, personOf, seededRows, type testApprovers } from '../../support/batches.ts';

const CLERK = personOf('clerk', 'clerk');
const SEALER = personOf('sealer', 'sealer');
const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);

export type BatchesFixture = {
  readonly install: () => Install;
  /** Another instance over the same store. */
  readonly another: () => Promise<Install>;
  readonly approvers: ReturnType<typeof testApprovers>;
  readonly news: readonly RunNews[];
  /** Runs batches in a process of its own, which is killed as this step begins for that time. */
  readonly runKilled: (step: IssueStep, times: number) => Promise<unknown>;
  /** Lets a second go by on the clock of the instance. */
  readonly tick: () => void;
  /** Lets the leases of that process end. */
  readonly passLeases: () => Promise<void>;
};

/** What batches do, on whatever store. Each test has vehicles of its own. */
export function batchesSuite({ install, another, approvers, news, runKilled, tick, passLeases }: BatchesFixture): void {
  const propose = async (seed: number, count: number, by = CLERK) =>
    expectDone(await install().batches.propose({ manufacturer: MAKER, rows: seededRows(seed, count) }, by)).batch;
  const approve = (batch: { readonly id: string; readonly contents: string }, more: object = {}, by = SEALER) =>
    install().batches.approve(batch.id, { contents: batch.contents, code: CODE, ...more }, by);
  const find = async (id: string) => expectDone(await install().batches.find(id, CLERK));
  const rows = async (id: string, asked: object = {}) =>
    expectDone(await install().batches.rows(id, asked, CLERK)).items;
  const runUntil = async (id: string, ...states: readonly string[]) => {
    for (let looks = 0; looks < 40; looks += 1) {
      await install().batchRunner.look();
      await install().batchRunner.idle();
      const { batch } = await find(id);
      if (states.includes(batch.state)) return;
      tick();
    }
    throw new Error(`still ${(await find(id)).batch.state}`);
  };

  test('one proposes, another one approves, and exactly that is sealed, in the approver’s name', async () => {
    const batch = await propose(20_000, 3);
    expect(batch).toMatchObject({ state: 'proposed', rows: 3, vehicles: 3, proposedBy: { id: 'clerk' } });
    await install().batchRunner.look();
    expect((await find(batch.id)).counts).toEqual({ waiting: 3, excluded: 0, issued: 0, failed: 0 });
    expectDone(await approve(batch, { exclude: [1] }));
    await runUntil(batch.id, 'finished');
    expect((await find(batch.id)).counts).toEqual({ waiting: 0, excluded: 1, issued: 2, failed: 0 });
    const listed = await rows(batch.id);
    expect(listed.map(({ index, state }) => [index, state])).toEqual([
      [0, 'issued'],
      [1, 'excluded'],
      [2, 'issued'],
    ]);
    const issued = expectDone(await install().find(listed[0]?.number ?? '', CLERK));
    expect(issued.issuedBy).toBe('Person sealer (sealer)');
    expect(issued.content.vehicles[0]?.vin).toBe(listed[0]?.wish.vehicles[0]?.vin);
    expect(news).toContainEqual({ kind: 'finished', batch: batch.id });
    const told = await install().auditLog.about({ kind: 'batch', id: batch.id }, 100);
    expect(told.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      ...['propose-batch intended', 'propose-batch succeeded', 'approve-batch intended', 'approve-batch succeeded'],
    ]);
    expect(told.at(-1)?.detail).toEqual({ contents: batch.contents, excluded: '1' });
  });

  test('who proposed it does not approve it, nor does a key, nor anything but what was shown', async () => {
    const both = { ...personOf('both', 'clerk'), roles: ['clerk', 'sealer'] } as const;
    const own = await propose(20_100, 1, both);
    expect(codeOf(await approve(own, {}, both))).toBe('batch-approved-by-proposer');
    const key = { ...SEALER, kind: 'key' } as const;
    expect(codeOf(await approve(own, {}, key))).toBe('person-needed');
    expect(codeOf(await approve({ ...own, contents: '0'.repeat(64) }))).toBe('batch-changed');
    expect(codeOf(await approve(own, { code: '000000' }))).toBe('not-allowed');
    expect(codeOf(await approve(own, { exclude: [0] }))).toBe('request-not-valid');
    expect(codeOf(await approve(own, { exclude: [7] }))).toBe('request-not-valid');
    expect((await find(own.id)).batch.state).toBe('proposed');
    expect(codeOf(await approve(own))).toBe('ok');
    expect(codeOf(await approve(own))).toBe('batch-state-wrong');
    await runUntil(own.id, 'finished');
  });

  test('a proposal that is rejected or cancelled is never sealed', async () => {
    const rejected = await propose(20_200, 1);
    expect(codeOf(await install().batches.reject(rejected.id, { reason: ' ' }, SEALER))).toBe('request-not-valid');
    const turnedDown = expectDone(await install().batches.reject(rejected.id, { reason: '国家有误' }, SEALER));
    expect(turnedDown).toMatchObject({ state: 'rejected', rejection: { reason: '国家有误', by: { id: 'sealer' } } });
    const cancelled = await propose(20_210, 1);
    expectDone(await install().batches.control(cancelled.id, 'cancel', CLERK));
    for (const batch of [rejected, cancelled]) expect(codeOf(await approve(batch))).toBe('batch-state-wrong');
  });

  test('all faults of all rows are refused at once, and nothing is stored', async () => {
    const [first, second, third] = seededRows(20_300, 3);
    const proposal = {
      manufacturer: MAKER,
      rows: [
        { ...first, exporter: { name: 'x', uscc: 'short' } },
        { ...second, idempotencyKey: 'mine', vehicles: first?.vehicles },
        { ...third, vehicles: [{ ...third?.vehicles[0], destination: 'XX' }] },
        'nothing',
      ],
    };
    const refused = await install().batches.propose(proposal, CLERK);
    if (refused.ok) throw new Error('proposed');
    const told = refused.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(told).toEqual(
      expect.arrayContaining([
        '/rows/0/exporter/uscc uscc-length',
        '/rows/1/idempotencyKey unknown-field',
        '/rows/1/vehicles/0/vin vin-in-other-row',
        '/rows/2/vehicles/0/destination country-unknown',
        '/rows/3 not-valid',
      ]),
    );
    const tooMany = { manufacturer: MAKER, rows: Array(1_001).fill(first) };
    expect(await install().batches.propose(tooMany, CLERK)).toMatchObject({
      problem: { fields: [{ pointer: '/rows', code: 'too-many-rows' }] },
    });
  });

  test('sent twice under one key it is proposed once; other rows under the key are refused', async () => {
    const proposal = { manufacturer: MAKER, rows: seededRows(20_400, 1), idempotencyKey: 'form-1' };
    const [one, other] = await Promise.all([1, 2].map(() => install().batches.propose(proposal, CLERK)));
    const ids = [one, other].map((answer) => (answer?.ok ? answer.value.batch.id : null));
    expect(ids[0]).toBe(ids[1]);
    const changed = { ...proposal, rows: seededRows(20_410, 1) };
    expect(codeOf(await install().batches.propose(changed, CLERK))).toBe('idempotency-key-reused');
    expect(codeOf(await install().batches.propose(changed, keyActor('other')))).toBe('ok');
  });

  test('a row that cannot be issued fails alone, and only it is tried again', async () => {
    const batch = await propose(20_500, 3);
    expectDone(await approve(batch));
    const [, second] = seededRows(20_500, 3);
    const rival = { ...second, manufacturer: MAKER };
    const first = expectDone(await install().issue({ ...rival, exporter: OTHER }, { by: operatorActor() }));
    await runUntil(batch.id, 'finished');
    expect((await find(batch.id)).counts).toEqual({ waiting: 0, excluded: 0, issued: 2, failed: 1 });
    const [failed] = await rows(batch.id, { state: 'failed' });
    expect(failed).toMatchObject({
      index: 1,
      problem: { code: 'request-not-valid', fields: [{ code: 'vin-already-confirmed' }] },
    });
    const before = (await rows(batch.id, { state: 'issued' })).map(({ number }) => number);
    expectDone(await install().withdraw(first.confirmation.number, { reason: 'issued-in-error' }, operatorActor()));
    expectDone(await install().batches.control(batch.id, 'retry', CLERK));
    await runUntil(batch.id, 'finished');
    const after = await rows(batch.id);
    expect(after.map(({ state }) => state)).toEqual(['issued', 'issued', 'issued']);
    expect(after.filter(({ index }) => index !== 1).map(({ number }) => number)).toEqual(before);
  });

  test('paused, nothing more is begun; resumed it goes on; cancelled it never does', async () => {
    const batch = await propose(20_600, 2);
    expectDone(await approve(batch));
    expectDone(await install().batches.control(batch.id, 'pause', CLERK));
    await install().batchRunner.look();
    await install().batchRunner.idle();
    expect((await find(batch.id)).counts.waiting).toBe(2);
    expect(codeOf(await install().batches.control(batch.id, 'pause', CLERK))).toBe('batch-state-wrong');
    expectDone(await install().batches.control(batch.id, 'resume', SEALER));
    await runUntil(batch.id, 'finished');
    const other = await propose(20_610, 2);
    expectDone(await approve(other));
    expectDone(await install().batches.control(other.id, 'cancel', SEALER));
    await install().batchRunner.look();
    await install().batchRunner.idle();
    expect(await find(other.id)).toMatchObject({ batch: { state: 'cancelled' }, counts: { waiting: 2 } });
    expect(codeOf(await install().batches.control(other.id, 'resume', CLERK))).toBe('batch-state-wrong');
  });

  test('whoever approved it must still be a sealer when it is sealed: else the batch is paused and says why', async () => {
    const batch = await propose(20_700, 1);
    expectDone(await approve(batch, {}, personOf('leaver', 'sealer')));
    approvers.end('leaver');
    await runUntil(batch.id, 'paused');
    expect((await find(batch.id)).batch.pause).toMatchObject({ code: 'approver-not-active', by: { kind: 'service' } });
    expect((await find(batch.id)).counts.waiting).toBe(1);
  });

  test('two instances at once issue each row once', async () => {
    const batch = await propose(20_800, 6);
    expectDone(await approve(batch));
    const other = await another();
    try {
      const runners = [install().batchRunner, other.batchRunner];
      await Promise.all(runners.map((runner) => runner.look()));
      await Promise.all(runners.map((runner) => runner.idle()));
      await runUntil(batch.id, 'finished');
    } finally {
      await other.close();
    }
    const listed = await rows(batch.id);
    expect(listed.map(({ state }) => state)).toEqual(Array(6).fill('issued'));
    const vins = listed.flatMap(({ wish }) => wish.vehicles.map(({ vin }) => vin));
    for (const vin of vins) {
      const page = expectDone(await install().list({ vin }, CLERK));
      expect(page.items).toHaveLength(1);
    }
  });

  test.each([
    ['seal', 2, 23_000],
    ['answer', 2, 23_100],
  ] as const)(
    'killed as “%s” begins for the %d. time, another instance goes on, and each row is issued once',
    async (step, times, seed) => {
      const batch = await propose(seed, 4);
      expectDone(await approve(batch));
      await runKilled(step, times);
      const left = (await find(batch.id)).counts;
      expect([left.failed, left.waiting > 0]).toEqual([0, true]);
      // It has not ended yet, so nothing is taken over.
      await install().batchRunner.look();
      expect((await find(batch.id)).counts).toEqual(left);
      await passLeases();
      await runUntil(batch.id, 'finished');
      const listed = await rows(batch.id);
      expect(listed.map(({ state }) => state)).toEqual(Array(4).fill('issued'));
      for (const { number, wish } of listed) {
        const page = expectDone(await install().list({ vin: wish.vehicles[0]?.vin }, CLERK));
        expect(page.items.map((item) => item.number)).toEqual([number]);
      }
    },
    60_000,
  );

  test('what would say something else than was approved is not sealed, and the others are', async () => {
    const [first, second] = seededRows(24_000, 2);
    const elsewhere = { ...second, vehicles: second?.vehicles.map((vehicle) => ({ ...vehicle, destination: 'RU' })) };
    const proposal = { manufacturer: MAKER, rows: [first, elsewhere] };
    const { batch } = expectDone(await install().batches.propose(proposal, CLERK));
    expectDone(await approve(batch));
    const preview = () => install().batches.preview(batch.id, 0, SEALER);
    expect(Buffer.from(expectDone(await preview()).slice(0, 5)).toString()).toBe('%PDF-');
    const moved = TEST_OUTLETS.map((one) => (one.country === 'KZ' ? { ...one, address: '1 TEST Street' } : one));
    const register = async (outlets: readonly (typeof TEST_OUTLETS)[number][]) => {
      const file = manufacturerFile({ manufacturer: TEST_MANUFACTURER, outlets });
      expectDone(await install().registerManufacturer(file, DEMONSTRATION));
    };
    await register(moved);
    try {
      expect(codeOf(await preview())).toBe('content-changed');
      await runUntil(batch.id, 'finished');
    } finally {
      await register(TEST_OUTLETS);
    }
    const [changed, same] = await rows(batch.id);
    expect([changed?.state, changed?.problem?.code, same?.state]).toEqual(['failed', 'content-changed', 'issued']);
    const vin = first?.vehicles[0]?.vin;
    expect(expectDone(await install().list({ vin }, CLERK)).items).toEqual([]);
  });

  test('nobody else may use the keys of rows', async () => {
    const refused = await install().issue(
      { manufacturer: MAKER, ...seededRows(20_900, 1)[0], idempotencyKey: 'batch:x:0' },
      { by: operatorActor() },
    );
    expect(refused).toMatchObject({ problem: { fields: [{ code: 'idempotency-key-of-batch' }] } });
  });
}

const OTHER = { name: 'TEST 出口公司', uscc: '91350200M0000TEX1H' };
