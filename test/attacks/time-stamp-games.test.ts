import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sequence } from '#core/asn1/der-write.ts';
import { hex } from '#core/bytes/bytes.ts';
import type { CheckId } from '#core/confirmation/errors.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { openDevelopmentService } from '../../server/development/development-service.ts';
import { DEVELOPMENT_TSA } from '../../server/development/development-tsa.ts';
import { expectRefused } from '../support/attack.ts';
import { openTestInstall, type TestInstall, testOptions } from '../support/install.ts';
import { type TestCertificate, testRoot } from '../support/pki.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';
import { refreshRevocationList } from '../support/stored-lists.ts';
import { stampedDigest, tokenOf, withToken } from '../support/time-stamped.ts';
import { testToken, testTsa } from '../support/tsa.ts';

/**
 * The signature-time-stamp is the one thing in a sealed file that its signature does not cover: anybody can put another one
 * in its place. It proves what its own authority answers for, and nothing else may come in with it.
 */
const YEARS = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
const question = { vin: null, destination: null, applicationDate: null };

let install: TestInstall;
let blind: Install;
let time: string;
let own: TestCertificate;
let stranger: TestCertificate;
let genuine: Uint8Array;
let other: Uint8Array;
beforeAll(async () => {
  install = await openTestInstall();
  blind = await openInstall(testOptions(install.folder, { askRegistry: false, clock: { now: () => time } }));
  const tsa = openDevelopmentService(dataPaths(install.folder).timeStamping, DEVELOPMENT_TSA);
  if (tsa === null) throw new Error('the install has no authority');
  own = { der: tsa.certificate, key: tsa.key };
  stranger = await testTsa(await testRoot({ name: 'stranger', ...YEARS }), 'stranger-tsa', YEARS);
  genuine = install.sample('valid').pdf;
  other = install.sample('withdrawn').pdf;
});
afterAll(async () => {
  await blind.close();
  await install.dispose();
});

/** With the registry switched off: its hash alone would tell every change. */
async function judgeAt(pdf: Uint8Array, at: string = new Date().toISOString()): Promise<Verdict> {
  time = at;
  const result = await blind.verify({ pdf, ...question });
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

const codeOf = (verdict: Verdict, id: CheckId) => verdict.checks.find((check) => check.id === id)?.code;
const years = (count: number) => {
  const at = new Date();
  at.setUTCFullYear(at.getUTCFullYear() + count);
  return at;
};
const stampBy = async (tsa: TestCertificate, at: Date) =>
  withToken(genuine, await testToken(tsa, stampedDigest(genuine), { genTime: at.getTime() }));

test('what the tests put together again is the genuine document', () => {
  expect(withToken(genuine, tokenOf(genuine))).toEqual(genuine);
});

describe('a token that is not of this signature is refused', () => {
  test("another document's", async () => {
    expectRefused(await judgeAt(withToken(genuine, tokenOf(other))), 'signature-attributes-wrong');
  });

  test('one over other bytes, by the true authority', async () => {
    const token = await testToken(own, new Uint8Array(32), { genTime: Date.now() });
    expectRefused(await judgeAt(withToken(genuine, token)), 'signature-attributes-wrong');
  });

  test('one whose own signature was changed', async () => {
    const token = tokenOf(genuine).slice();
    token[token.length - 1] = (token[token.length - 1] ?? 0) ^ 1;
    expectRefused(await judgeAt(withToken(genuine, token)), 'signature-attributes-wrong');
  });

  test.each([
    ['no token at all', () => sequence()],
    ['bytes of any kind', () => sequence(new TextEncoder().encode('\x04\x05hello'))],
  ])('%s', async (_name, token) => {
    expectRefused(await judgeAt(withToken(genuine, token())), 'signature-attributes-wrong');
  });
});

test('a token from before its authority was there proves nothing, for good or ill', async () => {
  expect(codeOf(await judgeAt(await stampBy(own, years(-1))), 'certificate-in-force')).toBe('certificate-in-force');
});

describe('once the signer’s certificate has ended', () => {
  const later = years(4).toISOString();
  // As a running service does every few hours: whether the authority is still good is asked at the present.
  beforeAll(() => refreshRevocationList(install.folder, later));

  test('the time-stamp still proves that it was in force', async () => {
    const verdict = await judgeAt(genuine, later);
    expect(codeOf(verdict, 'certificate-in-force')).toBe('certificate-in-force');
    expect(codeOf(verdict, 'certificate-not-revoked')).toBe('certificate-not-revoked');
    expect(verdict).toMatchObject({ level: 'B-T', embeddedRevocation: true });
  });

  test.each([
    ['without it', async () => withToken(genuine, null)],
    ["with a stranger's", () => stampBy(stranger, new Date())],
    ['with a true one that came too late', () => stampBy(own, years(4))],
    ['with one of the future', () => stampBy(own, years(5))],
  ])('%s nothing is proven', async (_name, make) => {
    const verdict = await judgeAt(await make(), later);
    expect(verdict.verdict).not.toBe('valid');
    expect(codeOf(verdict, 'certificate-in-force')).not.toBe('certificate-in-force');
  });
});

test('an authority that was revoked for its key proves nothing any more', async () => {
  const paths = dataPaths(install.folder);
  const ca = openDevelopmentCa(paths.authority);
  if (ca === null) throw new Error('the install has no CA');
  const later = years(4).toISOString();
  const serialNumber = hex(readCertificate(own.der).serial).toUpperCase();
  revokeDevelopmentCertificate(ca, { serialNumber, at: new Date().toISOString(), reason: 1 });
  await refreshRevocationList(install.folder, later);
  expect(codeOf(await judgeAt(genuine, later), 'certificate-in-force')).not.toBe('certificate-in-force');
});
