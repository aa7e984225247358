/** The life of a signing key, over a real install. The steps build on one another, in the order of the file. */

import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { type KeyOffice, openKeyOffice } from '../../../server/compose/offices.ts';
import { openDevelopmentCa } from '../../../server/development/development-ca.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { openCompromisedKeys } from '../../../server/keys/compromised-keys.ts';
import { actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import type { KeyRecord } from '../../../server/ports/key-ledger.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { sharedOf } from '../../support/key-store.ts';
import {
  type CertificateRecipe,
  LEAF_EXTENSIONS,
  purposeExtension,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';

const { id: MAKER, nameZh, uscc } = TEST_MANUFACTURER;
const ALGORITHM = 'ecdsa-p256-sha256';
const BY = operatorActor('key officer');
const RSA = `${MAKER}-rsa-pkcs1-sha256`;

let install: TestInstall;
let office: KeyOffice;
let ca: TestCertificate;
beforeAll(async () => {
  install = await openTestInstall();
  office = await openKeyOffice({ data: install.folder, acceptTestAnchors: true });
  const found = openDevelopmentCa(dataPaths(install.folder).authority);
  if (found === null) throw new Error('the install has no CA');
  ca = { der: found.certificate, key: found.key };
});
afterAll(async () => {
  await office.close();
  await install.dispose();
});

const wish = (keyId: string, changes: object = {}) =>
  ({ keyId, manufacturerId: MAKER, algorithm: ALGORITHM, source: 'file', existing: null, ...changes }) as const;
const keyOf = async (keyId: string): Promise<KeyRecord> => {
  const key = (await office.list()).find((record) => record.keyId === keyId);
  if (key === undefined) throw new Error(`no key ${keyId}`);
  return key;
};
const states = async () => Object.fromEntries((await office.list()).map(({ keyId, state }) => [keyId, state]));
const code = <Value>(result: Result<Value>) => (result.ok ? null : result.problem.code);

/** What a CA makes of the request of a key. */
async function certify(keyId: string, changes: Partial<CertificateRecipe> = {}, issuer = ca): Promise<Uint8Array> {
  const { publicKey } = await keyOf(keyId);
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const subject = { [OID.organization]: nameZh, [OID.organizationIdentifier]: `NTRCN-${uscc}` };
  const notBefore = new Date(Date.now() - 60_000).toISOString();
  const { der } = await testLeaf(issuer, { key, subject, notBefore, serial: 9001, ...changes });
  return der;
}

describe('a new key', () => {
  test('comes with a request that it signed, under the name of the Announcement', async () => {
    const created = await office.create(wish('seal-2'), BY);
    if (!created.ok) throw new Error(created.problem.code);
    expect(created.value.record).toMatchObject({ state: 'requested', certificate: null, source: 'file' });
    const request = pkijs.CertificationRequest.fromBER(created.value.request.slice());
    expect(await request.verify()).toBe(true);
    const names = request.subject.typesAndValues.map(({ type, value }) => [type, value.valueBlock.value]);
    expect(names).toEqual(
      expect.arrayContaining([
        [OID.organization, nameZh],
        [OID.organizationIdentifier, `NTRCN-${uscc}`],
      ]),
    );
  });

  test('is refused under a taken id, for a stranger, and from a source that is not there', async () => {
    expect(code(await office.create(wish('seal-2'), BY))).toBe('key-id-taken');
    expect(code(await office.create(wish('x', { manufacturerId: 'nobody' }), BY))).toBe('manufacturer-unknown');
    expect(code(await office.create(wish('x', { source: 'hsm' }), BY))).toBe('key-source-unknown');
  });

  test('signs nothing before it has its certificate', async () => {
    expect(code(await office.activate('seal-2', BY))).toBe('key-state-wrong');
    expect(code(await office.rotate('seal-2', null, BY))).toBe('key-state-wrong');
  });
});

describe('a certificate', () => {
  const imported = async (der: Uint8Array) => code(await office.importCertificate('seal-2', [der], BY));
  const named = (organization: string, identifier: string) =>
    certify('seal-2', { subject: { [OID.organization]: organization, [OID.organizationIdentifier]: identifier } });

  test('of another key is refused', async () => {
    expect(await imported((await testLeaf(ca, { key: testKey('p-256', 'stranger') })).der)).toBe(
      'certificate-of-another-key',
    );
    expect(await imported(new Uint8Array([1, 2, 3]))).toBe('certificate-file-not-valid');
  });

  test.each([
    ['one character more', `${nameZh} `, `NTRCN-${uscc}`],
    ['a sales company', `${nameZh}销售`, `NTRCN-${uscc}`],
    ['another credit code', nameZh, 'NTRCN-91350200M0000TEST9'],
  ])('of another name is refused: %s', async (_what, organization, identifier) => {
    expect(await imported(await named(organization, identifier))).toBe('certificate-names-another');
  });

  test('that has a code of another scheme is refused', async () => {
    expect(await imported(await named(nameZh, `VATCN-${uscc}`))).toBe('certificate-not-identified');
  });

  test('that names another says which part differs, and how', async () => {
    const der = await named(`${nameZh}销售`, 'NTRCN-91350200M0000TEST9');
    expect(await office.importCertificate('seal-2', [der], BY)).toMatchObject({
      ok: false,
      problem: {
        code: 'certificate-names-another',
        fields: [
          { pointer: '/name', code: 'certificate-name-differs', data: { expected: nameZh, found: `${nameZh}销售` } },
          { pointer: '/uscc', code: 'certificate-uscc-differs', data: { expected: uscc, found: '91350200M0000TEST9' } },
        ],
      },
    });
  });

  test('that cannot seal, or has run out, is refused', async () => {
    const extensions = [...LEAF_EXTENSIONS.slice(0, 1), usageExtension('keyEncipherment')];
    expect(await imported(await certify('seal-2', { extensions }))).toBe('certificate-not-usable');
    const forTime = [...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping), critical: true }];
    expect(await imported(await certify('seal-2', { extensions: forTime }))).toBe('certificate-not-usable');
    const past = { notBefore: '2025-01-01T00:00:00Z', notAfter: '2025-02-01T00:00:00Z' };
    expect(await imported(await certify('seal-2', past))).toBe('certificate-not-usable');
  });

  test('of an authority that nobody trusts for this manufacturer is refused, also under the name of a trusted one', async () => {
    const stranger = await testRoot({ name: 'stranger' });
    expect(await imported(await certify('seal-2', {}, stranger))).toBe('certificate-not-trusted');
    const namesake: TestCertificate = { der: ca.der, key: testKey('rsa-3072', 'namesake') };
    expect(await imported(await certify('seal-2', {}, namesake))).toBe('certificate-not-trusted');
  });

  test('that fits is taken, with its chain to the anchor', async () => {
    const der = await certify('seal-2');
    expect(code(await office.importCertificate('nowhere', [der], BY))).toBe('key-unknown');
    expect(await office.importCertificate('seal-2', [ca.der, der], BY)).toMatchObject({
      ok: true,
      value: { state: 'certified', certificate: der, chain: [ca.der] },
    });
  });
});

describe('in use', () => {
  const issue = (seed: number) => install.issue(install.request(seed), { by: BY, algorithm: ALGORITHM });
  const verdictOf = async (number: string) => {
    const pdf = await install.pdf(number, operatorActor());
    if (!pdf.ok) throw new Error(pdf.problem.code);
    const asked = { pdf: pdf.value.pdf, vin: null, destination: null, applicationDate: null };
    const verified = await install.verify(asked);
    return verified.ok ? verified.value.verdict : verified.problem.code;
  };
  let before: string;
  let after: string;

  test('a second active key of an algorithm is refused: the other must be replaced', async () => {
    const issued = await issue(4001);
    if (!issued.ok) throw new Error(issued.problem.code);
    before = issued.value.confirmation.number;
    expect(code(await office.activate('seal-2', BY))).toBe('key-active-already');
  });

  test('rotating takes effect at once in a running service; what either key signed is valid', async () => {
    expect(await office.rotate('seal-2', null, BY)).toMatchObject({ ok: true, value: { state: 'active' } });
    expect(await states()).toMatchObject({ 'seal-2': 'active', [`${MAKER}-${ALGORITHM}`]: 'retired' });
    const issued = await issue(4002);
    if (!issued.ok) throw new Error(issued.problem.code);
    after = issued.value.confirmation.number;
    expect(await Promise.all([verdictOf(before), verdictOf(after)])).toEqual(['valid', 'valid']);
  });

  test('the audit log has the use of the key before the issue: who, what hash, which key', async () => {
    const chain = await install.auditLog.list({ stream: `manufacturer:${MAKER}`, after: 0, limit: 1000 });
    const entries = chain.filter(({ subject, detail }) => subject.id === after || detail.number === after);
    expect(entries.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      ...['issue-confirmation intended', 'use-key intended', 'use-key succeeded', 'issue-confirmation succeeded'],
    ]);
    const used = { actor: actorRef(BY), subject: { kind: 'key', id: 'seal-2' } };
    const documentDigest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(entries[1]).toMatchObject({ ...used, detail: { number: after, documentDigest } });
  });

  test('a suspended key signs nothing until it is activated again', async () => {
    expect(await office.suspend('seal-2', BY)).toMatchObject({ ok: true, value: { state: 'suspended' } });
    expect(code(await issue(4003))).toBe('signing-key-not-active');
    expect(code(await office.suspend('seal-2', BY))).toBe('key-state-wrong');
    expect(code(await office.activate('seal-2', BY))).toBeNull();
    expect(code(await issue(4003))).toBeNull();
  });

  test('a key that was suspended for a while comes back to its rank', async () => {
    const ranks = async () => (await office.list()).map(({ keyId }) => keyId);
    const before = await ranks();
    expect(before.indexOf(RSA)).toBeLessThan(before.length - 1);
    expect(code(await office.suspend(RSA, BY))).toBeNull();
    expect(code(await office.activate(RSA, BY))).toBeNull();
    expect(await ranks()).toEqual(before);
  });

  test('a retired key does not come back', async () => {
    expect(code(await office.activate(`${MAKER}-${ALGORITHM}`, BY))).toBe('key-state-wrong');
    expect(code(await office.rotate(`${MAKER}-${ALGORITHM}`, null, BY))).toBe('key-state-wrong');
  });
});

describe('a compromised key', () => {
  const mark = async (since: string) => code(await office.markCompromised('seal-2', since, BY));

  test('is so since an instant that is past, and only ever earlier', async () => {
    expect(await mark('2999-01-01T00:00:00.000Z')).toBe('compromise-date-not-valid');
    expect(await mark('2026-03-01T00:00:00.000Z')).toBeNull();
    expect(await mark('2026-03-02T00:00:00.000Z')).toBe('compromise-date-not-valid');
    expect(await mark('2026-02-01T00:00:00.000Z')).toBeNull();
    expect(await keyOf('seal-2')).toMatchObject({ state: 'compromised', compromisedSince: '2026-02-01T00:00:00.000Z' });
  });

  test('never signs again', async () => {
    for (const step of [office.activate, office.suspend])
      expect(code(await step('seal-2', BY))).toBe('key-state-wrong');
    const asked = { by: BY, algorithm: ALGORITHM } as const;
    expect(code(await install.issue(install.request(4004), asked))).toBe('signing-key-not-active');
  });

  test('is known by its public key, others are not', async () => {
    const compromised = await openCompromisedKeys(sharedOf(install.folder)).known();
    expect(compromised.since((await keyOf('seal-2')).publicKey)).toBe('2026-02-01T00:00:00.000Z');
    expect(compromised.since((await keyOf(`${MAKER}-${ALGORITHM}`)).publicKey)).toBeNull();
  });
});

test('every step was written to the audit log, before and after, with its key and who took it', async () => {
  const chain = await install.auditLog.list({ stream: `manufacturer:${MAKER}`, after: 0, limit: 1000 });
  const steps = chain.filter(({ action, subject }) => subject.kind === 'key' && action !== 'use-key');
  expect(steps.every(({ actor }) => actor.id === BY.id)).toBe(true);
  const told = steps.map(({ action, phase, subject, detail }) => [action, phase, subject.id, detail.code]);
  const done = (action: string, keyId: string) => [
    [action, 'intended', keyId, undefined],
    [action, 'succeeded', keyId, undefined],
  ];
  const refused = (action: string, keyId: string, why: string) => [
    [action, 'intended', keyId, undefined],
    [action, 'failed', keyId, why],
  ];
  expect(told).toEqual([
    ...done('create-key', 'seal-2'),
    ...refused('create-key', 'seal-2', 'key-id-taken'),
    ...refused('create-key', 'x', 'key-source-unknown'),
    ...done('certify-key', 'seal-2'),
    ['retire-key', 'intended', `${MAKER}-${ALGORITHM}`, undefined],
    ['activate-key', 'intended', 'seal-2', undefined],
    ['retire-key', 'succeeded', `${MAKER}-${ALGORITHM}`, undefined],
    ['activate-key', 'succeeded', 'seal-2', undefined],
    ...done('suspend-key', 'seal-2'),
    ...done('activate-key', 'seal-2'),
    ...done('suspend-key', RSA),
    ...done('activate-key', RSA),
    ...done('mark-key-compromised', 'seal-2'),
    ...done('mark-key-compromised', 'seal-2'),
  ]);
});
