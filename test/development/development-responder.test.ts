import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readOcspResponse } from '#core/revocation/ocsp.ts';
import { ocspStatus } from '#core/revocation/ocsp-status.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { revokedDevelopmentCertificates } from '../../server/development/development-crl.ts';
import { DEVELOPMENT_OCSP } from '../../server/development/development-ocsp.ts';
import { openDevelopmentResponder } from '../../server/development/development-responder.ts';
import { openDevelopmentService } from '../../server/development/development-service.ts';
import { copyInstall } from '../support/install.ts';
import { keyEntries } from '../support/key-store.ts';
import { testLeaf, testRoot } from '../support/pki.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';

/** The responder of a real install. Its answers are judged as those of anybody else. */

let copy: ReturnType<typeof copyInstall>;
let time: string;
beforeEach(() => {
  copy = copyInstall();
  time = new Date().toISOString();
});
afterEach(() => copy.remove());

async function open() {
  const paths = dataPaths(copy.folder);
  const ca = openDevelopmentCa(paths.authority);
  const service = openDevelopmentService(paths.responder, DEVELOPMENT_OCSP);
  if (ca === null || service === null) throw new Error('the install has no responder');
  const source = openDevelopmentResponder({
    ...service,
    issuer: ca.certificate,
    revoked: () => revokedDevelopmentCertificates(paths.authority),
    clock: { now: () => time },
  });
  const [seal = new Uint8Array(), other = new Uint8Array()] = (await keyEntries(copy.folder)).flatMap(
    ({ certificate }) => certificatesOfPem(certificate ?? ''),
  );
  const find = async (certificate: Uint8Array, issuer = ca.certificate) =>
    (await source.find({ certificate, issuer, at: time })).ocsps;
  const statusOf = async (certificate: Uint8Array, at = time) => {
    const [response = new Uint8Array()] = await find(certificate);
    return ocspStatus({ response, certificate, issuer: ca.certificate, at });
  };
  return { ca, seal, other, find, statusOf };
}

const later = (ms: number) => new Date(Date.parse(time) + ms).toISOString();
const HOUR_MS = 3_600_000;

test('says of a certificate of its CA that it is good, for a day', async () => {
  const { seal, find, statusOf } = await open();
  const wholeSecond = `${time.slice(0, 19)}.000Z`;
  expect(await statusOf(seal)).toEqual({ kind: 'good', source: 'ocsp', asOf: wholeSecond });
  expect(await statusOf(seal, later(23 * HOUR_MS))).toMatchObject({ kind: 'good' });
  expect(await statusOf(seal, later(25 * HOUR_MS))).toEqual({ kind: 'unknown', detail: 'ocsp-stale' });
  const [answer] = await find(seal);
  expect(readOcspResponse(answer ?? new Uint8Array())).toMatchObject({
    kind: 'basic',
    responder: { kind: 'key' },
    answers: [{ status: { kind: 'good' } }],
  });
});

test('one answer speaks of one certificate', async () => {
  const { ca, seal, other, find } = await open();
  const [response = new Uint8Array()] = await find(seal);
  const asked = { response, issuer: ca.certificate, at: time };
  expect(await ocspStatus({ ...asked, certificate: other })).toEqual({ kind: 'unknown', detail: 'ocsp-foreign' });
});

test('says what the lists of the CA say, from the moment on that the CA says it', async () => {
  const { ca, seal, other, statusOf } = await open();
  expect(await statusOf(seal)).toMatchObject({ kind: 'good' });
  const serialNumber = hex(readCertificate(seal).serial).toUpperCase();
  revokeDevelopmentCertificate(ca, { serialNumber, at: '2026-01-05T06:07:08Z', reason: 1 });
  expect(await statusOf(seal)).toEqual({ kind: 'revoked', at: '2026-01-05T06:07:08.000Z', reason: 'keyCompromise' });
  expect(await statusOf(other)).toMatchObject({ kind: 'good' });
});

test('gives the same answer for an hour, then a new one', async () => {
  const { seal, find } = await open();
  const [first, joined] = await Promise.all([find(seal), find(seal)]);
  expect(joined).toEqual(first);
  time = later(HOUR_MS - 1_000);
  expect(await find(seal)).toEqual(first);
  time = later(2_000);
  expect(await find(seal)).not.toEqual(first);
});

test('a clock that is set back gets an answer of its own time', async () => {
  const { seal, statusOf } = await open();
  time = later(3 * HOUR_MS);
  await statusOf(seal);
  time = later(-HOUR_MS);
  expect(await statusOf(seal)).toMatchObject({ kind: 'good' });
});

describe('says nothing of', () => {
  test('certificates of another CA, nor of one that only bears the name of this one', async () => {
    const { ca, find } = await open();
    const root = await testRoot({ name: 'responder-stranger' });
    const stranger = await testLeaf(root);
    expect(await find(stranger.der, root.der)).toEqual([]);
    expect(await find(stranger.der, ca.certificate)).toEqual([]);
  });

  test('a certificate of which one octet was changed', async () => {
    const { seal, find } = await open();
    const changed = seal.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await find(changed)).toEqual([]);
  });
});

test('does not vouch for itself', async () => {
  const { statusOf } = await open();
  const responder = openDevelopmentService(dataPaths(copy.folder).responder, DEVELOPMENT_OCSP);
  expect(await statusOf(responder?.certificate ?? new Uint8Array())).toEqual({
    kind: 'unknown',
    detail: 'ocsp-responder-not-appointed',
  });
});
