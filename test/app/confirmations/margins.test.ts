/** What is sealed with must hold for some days more; a certificate that the judge refuses is not even imported. */

import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OID } from '#core/asn1/oids.ts';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { type KeyOffice, openKeyOffice } from '../../../server/compose/offices.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { openDevelopmentCa } from '../../../server/development/development-ca.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { cliInProcess } from '../../support/cli-in-process.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { type CertificateRecipe, pem, type TestCertificate, testLeaf } from '../../support/pki.ts';
import { revokeDevelopmentCertificate } from '../../support/revoke-development-certificate.ts';
import { dropLists, refreshRevocationList } from '../../support/stored-lists.ts';
import { anchorOf, putAnchors } from '../../support/trust.ts';

const { id: MAKER, nameZh, uscc } = TEST_MANUFACTURER;
const ALGORITHM = 'ecdsa-p256-sha256';
const BY = operatorActor('key officer');
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const today = shanghaiDate(new Date().toISOString());

let copy: ReturnType<typeof copyInstall>;
let office: KeyOffice;
let ca: TestCertificate;
beforeEach(async () => {
  copy = copyInstall();
  await openOffice(1);
  const found = openDevelopmentCa(dataPaths(copy.folder).authority);
  if (found === null) throw new Error('the install has no CA');
  ca = { der: found.certificate, key: found.key };
});
afterEach(async () => {
  await office.close();
  copy.remove();
});

async function openOffice(issueMarginDays: number): Promise<void> {
  office = await openKeyOffice(testOptions(copy.folder, { issueMarginDays }));
  await office.create(
    { keyId: 'new', manufacturerId: MAKER, algorithm: ALGORITHM, source: 'file', existing: null },
    BY,
  );
}

async function certify(changes: Partial<CertificateRecipe> = {}): Promise<Uint8Array> {
  const record = (await office.list()).find(({ keyId }) => keyId === 'new');
  const key = createPublicKey({ key: Buffer.from(record?.publicKey ?? ''), format: 'der', type: 'spki' });
  const subject = { [OID.organization]: nameZh, [OID.organizationIdentifier]: `NTRCN-${uscc}` };
  return (await testLeaf(ca, { key, subject, notBefore: inDays(-1), serial: 9001, ...changes })).der;
}

const codeOf = (result: { ok: true } | { ok: false; problem: { code: string } }) =>
  result.ok ? null : result.problem.code;
const imported = async (der: Uint8Array) => codeOf(await office.importCertificate('new', [der], BY));

async function issued(issueMarginDays = 1, at?: string): Promise<unknown> {
  const clock = at === undefined ? {} : { clock: { now: () => at } };
  const install = await openInstall(testOptions(copy.folder, { issueMarginDays, ...clock }));
  try {
    const result = await install.issue(seededRequest(77), { by: BY, algorithm: ALGORITHM });
    if (!result.ok) return result.problem.code;
    const file = await install.pdf(result.value.confirmation.number, operatorActor());
    if (!file.ok) return file.problem.code;
    const question = { vin: null, destination: null, applicationDate: null };
    const verdict = await install.verify({ pdf: file.value.pdf, ...question });
    return verdict.ok ? verdict.value.verdict : verdict.problem.code;
  } finally {
    await install.close();
  }
}

function revoke(reason: number) {
  const [at, folder] = [inDays(0), dataPaths(copy.folder).authority];
  revokeDevelopmentCertificate({ folder }, { serialNumber: '2329', at, reason });
  return refreshRevocationList(copy.folder, new Date().toISOString());
}

describe('import-certificate', () => {
  test('what it takes, issue takes at the same instant, and verify, too', async () => {
    expect(await imported(await certify({ notAfter: inDays(2) }))).toBeNull();
    expect(codeOf(await office.rotate('new', null, BY))).toBeNull();
    expect(await issued()).toBe('valid');
  });

  test.each<[string, () => Promise<unknown>, Partial<CertificateRecipe>]>([
    ['certificate-revoked', () => revoke(1), {}],
    ['certificate-on-hold', () => revoke(6), {}],
    ['revocation-unavailable', () => dropLists(copy.folder), {}],
    ['revocation-unavailable', () => refreshRevocationList(copy.folder, inDays(-9)), {}],
    ['certificate-not-yet-valid', async () => {}, { notBefore: inDays(1) }],
    ['certificate-ends-too-soon', async () => {}, { notAfter: inDays(0.9) }],
    ['certificate-not-usable', async () => {}, { notAfter: inDays(-0.1) }],
  ])('%s is refused', async (code, prepare, changes) => {
    await prepare();
    expect(await imported(await certify(changes))).toBe(code);
    expect((await office.list()).find(({ keyId }) => keyId === 'new')).toMatchObject({ state: 'requested' });
  });

  test('by the terminal, with what to do next', async () => {
    await revoke(1);
    const file = path.join(copy.folder, 'new.pem');
    writeFileSync(file, pem('CERTIFICATE', await certify()));
    const run = await cliInProcess(['keys', 'import-certificate', 'new', file, '--data', copy.folder, '--json']);
    expect([run.code, JSON.parse(run.stderr)]).toMatchObject([
      1,
      { code: 'certificate-revoked', detail: expect.stringContaining('keys rotate') },
    ]);
  });

  test('a longer margin is a setting, and none is one, too', async () => {
    const der = await certify({ notAfter: inDays(20) });
    const file = path.join(copy.folder, 'new.pem');
    writeFileSync(file, pem('CERTIFICATE', der));
    const args = ['keys', 'import-certificate', 'new', file, '--data', copy.folder, '--json'];
    const refused = await cliInProcess(args, { LANG: 'C', VINSEAL_ISSUE_MARGIN_DAYS: '30' });
    expect([refused.code, JSON.parse(refused.stderr).code]).toEqual([1, 'certificate-ends-too-soon']);
    const soon = await certify({ notAfter: inDays(0.5) });
    writeFileSync(file, pem('CERTIFICATE', soon));
    expect((await cliInProcess(args, { LANG: 'C', VINSEAL_ISSUE_MARGIN_DAYS: '0' })).code).toBe(0);
  });
});

describe('issue', () => {
  const activated = async (changes: Partial<CertificateRecipe>) => {
    expect(await imported(await certify(changes))).toBeNull();
    expect(codeOf(await office.rotate('new', null, BY))).toBeNull();
  };

  test('certificate-ends-too-soon: the signing certificate', async () => {
    await activated({ notAfter: inDays(3) });
    expect(await issued(4)).toBe('certificate-ends-too-soon');
    expect(await issued(2)).toBe('valid');
  });

  test('certificate-ends-too-soon: the anchor, and the manufacturer in it', async () => {
    await putAnchors(copy.folder, { ...anchorOf(copy.folder), until: addDays(today, 2) });
    expect(await issued(5)).toBe('certificate-ends-too-soon');
    expect(await issued(1)).toBe('valid');
  });
});
