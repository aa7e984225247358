import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { personRecord } from '../../server/app/accounts/people-records.ts';
import { addTrustAnchors, setSuspended } from '../../server/app/trust/change-trust-list.ts';
import { proposeTrust } from '../../server/app/trust/propose-trust.ts';
import { approveTrust, rejectTrust, type SettleTrustDependencies } from '../../server/app/trust/settle-proposal.ts';
import { suspendTrust } from '../../server/app/trust/suspend-trust.ts';
import { type Actor, type ActorRef, operatorActor } from '../../server/model/access/actor.ts';
import { OPERATOR } from '../../server/model/access/organisation.ts';
import type { Person } from '../../server/model/accounts/person.ts';
import type { TrustAnchor } from '../../server/ports/trust-list.ts';
import type { ProposedTrust } from '../../server/ports/trust-proposals.ts';
import { saveTrustAnchor } from '../../server/stores/trust/trust-file.ts';
import { createTrustProposals } from '../../server/stores/trust/trust-proposals.ts';
import { createTrustRegister } from '../../server/stores/trust/trust-register.ts';
import { keyActor } from '../support/actors.ts';
import { MANUFACTURER } from '../support/perfect-evidence.ts';
import { type TestCertificate, testRoot } from '../support/pki.ts';
import { trustAnchor } from '../support/trust.ts';
import type { ContractStore, StoreFixture } from './store-fixture.ts';

const START = '2026-03-01T08:00:00.000Z';
const DAY_MS = 86_400_000;
const TERMINAL = operatorActor();
const WHY = { reason: 'the authority of a new manufacturer' };
const CODE = { code: '123456' };

/** Two persons change what is trusted, over the records of a store. */
export function trustProposalsContract(name: string, makeStore: () => Promise<StoreFixture>): void {
  describe(`${name}: proposals about trust`, () => {
    let roots: readonly TestCertificate[];
    beforeAll(async () => {
      roots = await Promise.all(['a', 'b', 'c'].map((of) => testRoot({ name: `proposal-${of}` })));
    });
    const root = (index: number) => roots[index]?.der ?? new Uint8Array();
    const anchor = (id: string, index: number, more: Partial<TrustAnchor> = {}) =>
      trustAnchor(id, root(index), { manufacturers: [{ ...MANUFACTURER, test: false }], timeStamping: false, ...more });

    let shipped: string;
    let store: StoreFixture;
    let now: number;
    let wang: Actor;
    let li: Actor;
    let deps: SettleTrustDependencies;
    /** Another user of the same data, as another process would be. */
    let others: SettleTrustDependencies;
    let records: ContractStore;
    let codes: string[];
    let ids: number;

    const depsOver = ({ shared, auditLog, collections }: ContractStore): SettleTrustDependencies => ({
      ...{ auditLog, collections, acceptTest: false, clock: { now: () => new Date(now).toISOString() } },
      register: createTrustRegister({ shipped, shared }),
      proposals: createTrustProposals({ shipped, shared }),
      randomBytes: (count) => {
        ids += 1;
        return new Uint8Array(count).fill(ids);
      },
      // A code counts once, as that of an authenticator does.
      confirmSecondFactor: async ({ id }, code) => {
        const used = `${id} ${code}`;
        if (code !== CODE.code || codes.includes(used)) return refuse('code-wrong');
        codes.push(used);
        return succeed(null);
      },
    });
    const enter = async (id: string, more: Partial<Person> = {}): Promise<Actor> => {
      const person: Person = {
        ...{ id, organisationId: OPERATOR.id, name: id, email: `${id}@people.example`, roles: ['administrator'] },
        ...{ proposal: null, locale: 'en', notices: true, state: 'active', since: START, endedAt: null },
        ...{ secondFactorSince: START, identity: null, invitedBy: null, ...more },
      };
      const key = { collection: 'people', id } as const;
      await records.collections.change([key], () => ({
        ...{ put: [personRecord(person)], remove: [], entries: [], answer: null },
      }));
      return { kind: 'person', id, name: id, organisation: OPERATOR, roles: person.roles };
    };

    beforeEach(async () => {
      shipped = mkdtempSync(path.join(tmpdir(), 'vinseal-shipped-'));
      saveTrustAnchor(shipped, anchor('shipped', 0));
      store = await makeStore();
      [now, codes, ids] = [Date.parse(START), [], 0];
      records = await store.open();
      deps = depsOver(records);
      others = depsOver(await store.open());
      wang = await enter('wang');
      li = await enter('li');
    });
    afterEach(async () => {
      await store.dispose();
      rmSync(shipped, { recursive: true });
    });

    const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
    const adding = (id: string, index = 1, more: Partial<TrustAnchor> = {}): ProposedTrust => ({
      ...{ kind: 'add', anchor: anchor(id, index, { manufacturers: [], timeStamping: true, ...more }), replaces: null },
    });
    const proposed = async (change: ProposedTrust, by = wang) => {
      const made = await proposeTrust(deps, change, WHY, by);
      if (!made.ok) throw new Error(made.problem.code);
      return made.value;
    };
    const listed = async () => (await others.register.all()).map(({ id, status }) => `${id} ${status}`);
    const waiting = async () => (await others.proposals.all()).map(({ id }) => id);
    const entries = async () =>
      (await records.auditLog.list({ stream: 'operator', after: 0, limit: 100 })).map(
        ({ actor, action, phase, subject }) => `${actor.id} ${action} ${phase} ${subject.id}`,
      );

    test('what one proposes counts once another approves it, with the very octets; the log tells each step', async () => {
      const change = adding('new');
      const { id } = await proposed(change);
      expect([await listed(), await waiting()]).toEqual([['shipped active'], [id]]);
      // The process that proposed may be gone by now: another one finds all of it.
      expect(await others.proposals.all()).toMatchObject([{ id, change, ...WHY, proposedBy: { id: 'wang' } }]);
      expect(codeOf(await approveTrust(others, id, CODE, li))).toBe('ok');
      expect([await listed(), await waiting()]).toEqual([['shipped active', 'new active'], []]);
      const added = (await deps.register.added())[0]?.certificate;
      expect(added).toEqual(root(1));
      expect(await entries()).toEqual([
        `wang propose-trust intended ${id}`,
        `wang propose-trust succeeded ${id}`,
        `li approve-trust intended ${id}`,
        'li add-anchor intended new',
        'li add-anchor succeeded new',
        `li approve-trust succeeded ${id}`,
      ]);
    });

    test('an anchor that is replaced, and one that was suspended, need two persons as well', async () => {
      await addTrustAnchors(
        deps,
        [{ file: 'own', anchor: anchor('own', 1, { manufacturers: [], timeStamping: true }) }],
        TERMINAL,
      );
      const target = { anchor: 'own', manufacturer: null };
      expect(codeOf(await suspendTrust(deps, target, { ...WHY, ...CODE }, wang))).toBe('ok');
      expect(await listed()).toEqual(['shipped active', 'own suspended']);
      const { id } = await proposed({ kind: 'resume', target });
      expect(codeOf(await approveTrust(deps, id, CODE, li))).toBe('ok');
      expect(await listed()).toEqual(['shipped active', 'own active']);
      expect((await entries()).slice(-2)).toEqual([
        'li resume-trust succeeded own',
        `li approve-trust succeeded ${id}`,
      ]);
      now += DAY_MS;
      codes = [];
      const { anchor: renewed } = adding('renewed', 2) as Extract<ProposedTrust, { kind: 'add' }>;
      const second = await proposed({ kind: 'add', anchor: renewed, replaces: 'own' });
      expect(codeOf(await approveTrust(deps, second.id, CODE, li))).toBe('ok');
      expect(await listed()).toEqual(['shipped active', 'renewed active']);
    });

    test('one person alone suspends, for a reason and with the second factor, and changes nothing without', async () => {
      const target = { anchor: 'shipped', manufacturer: MANUFACTURER.code };
      const suspend = async (input: object, by = wang) => codeOf(await suspendTrust(deps, target, input, by));
      expect(await suspend({ ...WHY, code: '000000' })).toBe('code-wrong');
      expect(await suspend(CODE)).toBe('request-not-valid');
      expect(await suspend({ ...WHY, ...CODE }, { ...wang, roles: ['auditor'] })).toBe('not-permitted');
      expect(await suspend({ ...WHY, ...CODE }, keyActor('robot'))).toBe('person-needed');
      expect((await deps.register.all())[0]?.manufacturers[0]?.status).toBe('active');
      expect(await suspend({ ...WHY, ...CODE })).toBe('ok');
      expect((await others.register.all())[0]?.manufacturers[0]?.status).toBe('suspended');
      expect(await suspend({ ...WHY, ...CODE })).toBe('trust-unchanged');
      const told = (await records.auditLog.list({ stream: 'operator', after: 0, limit: 100 })).at(-1);
      expect(told).toMatchObject({ phase: 'succeeded', detail: { ...WHY, manufacturer: MANUFACTURER.code } });
    });

    const ref = ({ kind, id, name: called }: Actor): ActorRef => ({ kind, id, name: called });

    test('who proposed it, who invited them, and a key are no second person; no code is spent on them', async () => {
      const invited = await enter('invited', { invitedBy: ref(li) });
      const own = await proposed(adding('new'));
      expect(codeOf(await approveTrust(deps, own.id, CODE, wang))).toBe('trust-approved-by-proposer');
      expect(codeOf(await approveTrust(deps, own.id, CODE, keyActor('robot')))).toBe('person-needed');
      expect(codeOf(await approveTrust(deps, own.id, CODE, { ...li, roles: ['auditor'] }))).toBe('not-permitted');
      const theirs = await proposed(adding('other', 2), invited);
      expect(codeOf(await approveTrust(deps, theirs.id, CODE, li))).toBe('trust-approved-by-inviter');
      expect(codes).toEqual([]);
      expect(codeOf(await approveTrust(deps, theirs.id, { code: '000000' }, wang))).toBe('code-wrong');
      expect(await listed()).toEqual(['shipped active']);
      expect(codeOf(await proposeTrust(deps, adding('third', 2), WHY, keyActor('robot')))).toBe('person-needed');
    });

    test('once the list is another one, what was proposed before cannot be approved', async () => {
      const [first, second] = [await proposed(adding('new')), await proposed(adding('other', 2))];
      expect(codeOf(await approveTrust(deps, first.id, CODE, li))).toBe('ok');
      expect(codeOf(await approveTrust(deps, second.id, CODE, wang))).toBe('trust-approved-by-proposer');
      const third = await enter('zhao');
      expect(codeOf(await approveTrust(deps, second.id, CODE, third))).toBe('trust-list-changed');
      expect(await listed()).toEqual(['shipped active', 'new active']);
    });

    test('a list that changes while the code is asked is noticed in the change itself', async () => {
      const { id } = await proposed(adding('new'));
      const target = { anchor: 'shipped', manufacturer: null };
      const confirmSecondFactor = async () => {
        await setSuspended(others, target, true, TERMINAL);
        return succeed(null);
      };
      expect(codeOf(await approveTrust({ ...deps, confirmSecondFactor }, id, CODE, li))).toBe('trust-list-changed');
      expect([await listed(), await waiting()]).toEqual([['shipped suspended'], [id]]);
    });

    test('a proposal ends after thirty days, and with the part of who made it; the next one clears it away', async () => {
      const { id } = await proposed(adding('new'));
      now += 30 * DAY_MS + 1;
      expect(codeOf(await approveTrust(deps, id, CODE, li))).toBe('trust-proposal-over');
      const next = await proposed(adding('new'));
      expect(await waiting()).toEqual([next.id]);
      await enter('wang', { roles: ['auditor'] });
      expect(codeOf(await approveTrust(deps, next.id, CODE, li))).toBe('trust-proposal-over');
      expect(codeOf(await rejectTrust(deps, next.id, WHY, li))).toBe('ok');
      expect([await listed(), await waiting(), codes]).toEqual([['shipped active'], [], []]);
    });

    test('two approvals at once take effect once', async () => {
      const third = await enter('zhao');
      const { id } = await proposed(adding('new'));
      const answers = await Promise.all([approveTrust(deps, id, CODE, li), approveTrust(others, id, CODE, third)]);
      expect(answers.map(codeOf).toSorted()).toEqual([
        'ok',
        expect.stringMatching(/^trust-(?:proposal-unknown|list-changed)$/),
      ]);
      expect(await listed()).toEqual(['shipped active', 'new active']);
      const told = await entries();
      expect(told.filter((entry) => entry.includes('add-anchor succeeded'))).toHaveLength(1);
    });

    test('what is turned down never counts, and is turned down once', async () => {
      const { id } = await proposed(adding('new'));
      expect(codeOf(await rejectTrust(deps, id, { reason: '' }, li))).toBe('request-not-valid');
      // Who proposed it takes it back in the same way.
      expect(codeOf(await rejectTrust(deps, id, WHY, wang))).toBe('ok');
      expect(codeOf(await rejectTrust(others, id, WHY, li))).toBe('trust-proposal-unknown');
      expect(codeOf(await approveTrust(deps, id, CODE, li))).toBe('trust-proposal-unknown');
      expect(await listed()).toEqual(['shipped active']);
    });

    test.each<[string, () => ProposedTrust]>([
      ['anchor-known', () => adding('shipped', 1)],
      ['anchor-known', () => adding('again', 0)],
      ['test-anchor-not-accepted', () => adding('test', 1, { manufacturers: [{ ...MANUFACTURER, test: true }] })],
      ['replaced-anchor-shipped', () => ({ ...adding('new'), replaces: 'shipped' }) as ProposedTrust],
      ['anchor-unknown', () => ({ kind: 'resume', target: { anchor: 'none', manufacturer: null } })],
      ['trust-unchanged', () => ({ kind: 'resume', target: { anchor: 'shipped', manufacturer: null } })],
    ])('%s is said when it is proposed', async (code, change) => {
      expect(codeOf(await proposeTrust(deps, change(), WHY, wang))).toBe(code);
      expect(await waiting()).toEqual([]);
    });

    test('no more than twenty wait at once', async () => {
      for (let made = 0; made < 20; made += 1) await proposed(adding(`new-${made}`));
      expect(codeOf(await proposeTrust(deps, adding('more'), WHY, wang))).toBe('too-many-trust-proposals');
    });
  });
}
