import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { giveTestSeal } from '../../server/development/give-test-seal.ts';
import { issueLeaf } from '../../server/development/issue-leaf.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../server/development/test-manufacturer.ts';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { attackBench, expectRefused, failures } from '../support/attack.ts';
import { openTestInstall } from '../support/install.ts';
import { keyHome } from '../support/key-store.ts';
import { registerDirectly } from '../support/register-directly.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';
import { refreshRevocationList } from '../support/stored-lists.ts';
import { anchorOf, putAnchors } from '../support/trust.ts';

/** A signature that verifies is worth what its signer is: equal names, equal numbers and other people's certificates are not. */
const bench = attackBench();

test('another CA with another key, but the same names', async () => {
  expectRefused(await bench.judge(bench.install.sample('unknown-issuer').pdf), 'signer-unknown');
});

test("the true manufacturer, for another maker's vehicle", async () => {
  expectRefused(await bench.judge(bench.install.sample('other-manufacturer').pdf), 'manufacturer-not-entitled');
});

describe('a certificate of the trusted CA for somebody else', () => {
  test.each([
    ['another company', '别家测试汽车有限公司', completeUscc('91000000MATETT909')],
    ['the right code under another name', '核印测试汽车销售有限公司', TEST_MANUFACTURER.uscc],
    ['the right name under another code', TEST_MANUFACTURER.nameZh, completeUscc('91000000MATETT909')],
  ])('%s', async (_name, organization, uscc) => {
    const elsewhere = await openTestInstall();
    const ca = openDevelopmentCa(`${elsewhere.folder}/ca`);
    if (ca === null) throw new Error('no CA');
    const random = (count: number) => new Uint8Array(randomBytes(count));
    const now = new Date().toISOString();
    const leaf = await issueLeaf(
      ca,
      {
        subject: { organization, uscc, commonName: 'x' },
        algorithm: 'ecdsa-p256-sha256',
        notBefore: now,
        notAfter: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        crlAddress: null,
      },
      random,
    );
    await addFileKey(
      keyHome(`${elsewhere.folder}/keys`),
      { ...leaf, manufacturerId: 'test-maker', keyId: 'other', chain: [ca.certificate] },
      random,
    );
    const nameZh = organization;
    const listings = TEST_MANUFACTURER.listings.map((listing) => ({ ...listing, nameZh }));
    await registerDirectly(elsewhere.folder, { ...TEST_MANUFACTURER, nameZh, uscc, listings }, TEST_OUTLETS);
    await giveTestSeal(elsewhere, TEST_MANUFACTURER.id);
    // Whoever forges has the own install trust the forged name: a true one would not seal.
    const anchor = anchorOf(elsewhere.folder);
    const manufacturers = anchor.manufacturers.map((vouched) => ({ ...vouched, nameZh, uscc, listings }));
    await putAnchors(elsewhere.folder, { ...anchor, manufacturers });
    const issued = await elsewhere.issue(elsewhere.request(801), {
      by: operatorActor('forger'),
      algorithm: 'ecdsa-p256-sha256',
    });
    if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
    const file = await elsewhere.pdf(issued.value.confirmation.number, operatorActor());
    await elsewhere.dispose();
    if (!file.ok) throw new Error(file.problem.code);
    const verdict = await bench.judge(file.value.pdf);
    expectRefused(verdict, 'signer-not-manufacturer');
  });
});

test('a number that this registry never issued, and one that it issued for other bytes', async () => {
  const elsewhere = await openTestInstall();
  const files: Uint8Array[] = [];
  for (const seed of [811, 812]) {
    const issued = await elsewhere.issue(elsewhere.request(seed), { by: operatorActor('insider') });
    if (!issued.ok) throw new Error(issued.problem.code);
    const file = await elsewhere.pdf(issued.value.confirmation.number, operatorActor());
    if (file.ok) files.push(file.value.pdf);
  }
  await elsewhere.dispose();
  const own = await bench.install.issue(bench.install.request(813), { by: operatorActor('test') });
  expect(own.ok).toBe(true);
  const [sameNumber, unknown] = files as [Uint8Array, Uint8Array];
  expect(failures(await bench.judge(sameNumber))).toEqual(['registered-but-different']);
  expect(failures(await bench.judge(unknown))).toEqual(['number-unknown']);
});

test.each([
  ['before the time-stamp: refused', 3_600_000, ['certificate-revoked']],
  ['after the time-stamp: what was sealed before stays good', 0, []],
] as const)('a certificate revoked %s', async (_when, msAgo, expected) => {
  const install = await openTestInstall();
  try {
    const { pdf } = install.sample('valid');
    const before = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
    const signer = before.ok ? before.value.confirmation?.signer : null;
    const ca = openDevelopmentCa(`${install.folder}/ca`);
    if (ca === null || signer == null) throw new Error('nothing to revoke');
    const at = new Date(Date.now() - msAgo).toISOString();
    revokeDevelopmentCertificate(ca, { serialNumber: signer.serialNumber, at, reason: 1 });
    await refreshRevocationList(install.folder, new Date().toISOString());
    const after = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
    if (!after.ok) throw new Error(after.problem.code);
    expect(failures(after.value)).toEqual(expected);
  } finally {
    await install.dispose();
  }
});
