import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as pkijs from 'pkijs';
import { ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { requestedSubject } from '#core/x509/identity/requested-subject.ts';
import type { KeyLedger, KeyRecord, NewKey } from '../../server/ports/key-ledger.ts';
import { type TestPki, testPki } from '../support/pki.ts';

/** One empty ledger; every `open` is another user of it, as another process would be. */
export type LedgerFixture = {
  readonly open: () => Promise<KeyLedger>;
  /** A source in which keys are made at once. */
  readonly source: string;
  /** A source that holds the keys of the manufacturer `other`, and of nobody else. */
  readonly sourceOfOther: string;
  readonly dispose: () => void | Promise<void>;
};

const COMPANY = { name: '星汉汽车（测试）有限公司', uscc: '91350200M0000TEX1H' };
const SUBJECT = requestedSubject(ETSI_ORGANIZATION, COMPANY, 'TEST seal');

/** The suite of `KeyLedger`. */
export function keyLedgerContract(name: string, makeFixture: () => Promise<LedgerFixture>): void {
  describe(`${name}: key ledger`, () => {
    let fixture: LedgerFixture;
    let ledger: KeyLedger;
    let pki: TestPki;
    beforeAll(async () => {
      pki = await testPki();
    });
    beforeEach(async () => {
      fixture = await makeFixture();
      ledger = await fixture.open();
    });
    afterEach(() => fixture.dispose());

    const create = (changes: Partial<NewKey> = {}, by = ledger) =>
      by.create({
        ...{ keyId: 'one', manufacturerId: 'maker', algorithm: 'ecdsa-p256-sha256', existing: null, subject: SUBJECT },
        source: fixture.source,
        ...changes,
      });
    async function created(keyId: string): Promise<KeyRecord> {
      const made = await create({ keyId });
      if (made.kind !== 'created') throw new Error(made.kind);
      return made.record;
    }
    const save = (...records: readonly KeyRecord[]) => ledger.change(() => ({ save: records, answer: null }));
    const states = async (by = ledger) => (await by.list()).map(({ keyId, state }) => `${keyId} ${state}`);

    test('knows no key at first', async () => {
      expect(await ledger.list()).toEqual([]);
    });

    test('makes a key at its source and enters it as requested, for everybody to see', async () => {
      const made = await create();
      expect(made).toMatchObject({ kind: 'created' });
      const { record } = made as Extract<typeof made, { kind: 'created' }>;
      expect(record).toEqual({
        ...{ keyId: 'one', manufacturerId: 'maker', algorithm: 'ecdsa-p256-sha256', source: fixture.source },
        publicKey: expect.any(Uint8Array),
        ...{ state: 'requested', certificate: null, chain: [], compromisedSince: null },
      });
      expect(await (await fixture.open()).list()).toEqual([record]);
    });

    test('the request is signed by the key that it names (RFC 2986)', async () => {
      const made = await create();
      if (made.kind !== 'created') throw new Error(made.kind);
      const request = pkijs.CertificationRequest.fromBER(made.request.slice());
      expect(await request.verify()).toBe(true);
      const spki = new Uint8Array(request.subjectPublicKeyInfo.toSchema().toBER());
      expect(Buffer.from(spki).equals(made.record.publicKey)).toBe(true);
    });

    test.each([
      ['id-taken', {}],
      ['source-unknown', { keyId: 'two', source: 'nowhere' }],
      ['source-of-another', { keyId: 'two' }],
    ] as const)('%s: nothing is made', async (kind, changes) => {
      await created('one');
      const source = kind === 'source-of-another' ? { source: fixture.sourceOfOther } : {};
      expect(await create({ ...changes, ...source })).toEqual({ kind });
      expect(await states()).toEqual(['one requested']);
    });

    test('a change takes over state, certificate, chain and compromise, and leaves the order and the others', async () => {
      const [one, two] = [await created('one'), await created('two')];
      const changed: KeyRecord = {
        ...one,
        ...{ state: 'compromised', certificate: pki.ec.der, chain: [pki.root.der] },
        compromisedSince: '2026-03-01T00:00:00.000Z',
      };
      await save(changed);
      expect(await (await fixture.open()).list()).toEqual([changed, two]);
    });

    test('whose a key is, where it lies and its public half never change', async () => {
      const one = await created('one');
      const two = await created('two');
      const { publicKey } = two;
      await save({
        ...one,
        manufacturerId: 'thief',
        algorithm: 'rsa-pkcs1-sha256',
        source: 'x',
        publicKey,
        state: 'active',
      });
      expect(await ledger.list()).toEqual([{ ...one, state: 'active' }, two]);
    });

    test('decides on the records as they stand, and gives the answer back', async () => {
      await created('one');
      expect(await ledger.change((records) => ({ save: [], answer: records.map(({ keyId }) => keyId) }))).toEqual([
        'one',
      ]);
    });

    test('all or nothing: with a key that is not there, none is saved', async () => {
      const one = await created('one');
      const changed = { ...one, state: 'suspended' } as const;
      await expect(save(changed, { ...one, keyId: 'nowhere' })).rejects.toMatchObject({ code: 'constraint-violated' });
      expect(await states()).toEqual(['one requested']);
    });

    test('a decision that throws changes nothing and keeps nobody waiting', async () => {
      const one = await created('one');
      const fault = new Error('no decision');
      const decide = () => {
        throw fault;
      };
      await expect(ledger.change(decide)).rejects.toBe(fault);
      await save({ ...one, state: 'suspended' });
      expect(await states()).toEqual(['one suspended']);
    });

    test('of several who make one id at once, one succeeds', async () => {
      const users = await Promise.all(Array.from({ length: 6 }, () => fixture.open()));
      const made = await Promise.all(users.map((user, index) => create({ keyId: `key-${index % 5}` }, user)));
      expect(made.map(({ kind }) => kind).sort()).toEqual([...Array(5).fill('created'), 'id-taken']);
      expect(await ledger.list()).toHaveLength(5);
    });

    test('of changes at once none is lost', async () => {
      await created('one');
      const users = await Promise.all(Array.from({ length: 8 }, () => fixture.open()));
      const grow = (user: KeyLedger) =>
        user.change((records) => ({
          save: records.map((record) => ({ ...record, chain: [...record.chain, pki.root.der] })),
          answer: null,
        }));
      await Promise.all(users.map(grow));
      expect((await ledger.list()).map(({ chain }) => chain.length)).toEqual([8]);
    });
  });
}
