import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import { ensureDevelopmentServices } from '../../../server/compose/install/ensure-development-services.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../../server/development/development-ca.ts';
import { DEVELOPMENT_OCSP } from '../../../server/development/development-ocsp.ts';
import { openDevelopmentService } from '../../../server/development/development-service.ts';
import { openDevelopmentTimeStamps } from '../../../server/development/development-time-stamps.ts';
import { DEVELOPMENT_TSA } from '../../../server/development/development-tsa.ts';
import { copyInstall } from '../../support/install.ts';
import { anchorOf, putAnchors, putOnlyAnchors } from '../../support/trust.ts';

let paths: ReturnType<typeof dataPaths>;
let folder: string;
let remove: () => void;
beforeEach(() => {
  const copy = copyInstall();
  paths = dataPaths(copy.folder);
  folder = copy.folder;
  remove = copy.remove;
});
afterEach(() => remove());

const now = () => new Date().toISOString();
const SERVICES = [
  ['time-stamp authority', 'timeStamping', DEVELOPMENT_TSA],
  ['OCSP responder', 'responder', DEVELOPMENT_OCSP],
] as const;

/** What the first version left: no service, and an anchor that vouches for no time-stamps. */
async function makeOld(): Promise<void> {
  for (const [, service] of SERVICES) rmSync(paths[service], { recursive: true });
  await putAnchors(folder, { ...anchorOf(folder), timeStamping: false });
}

function services() {
  const tsa = openDevelopmentService(paths.timeStamping, DEVELOPMENT_TSA);
  const responder = openDevelopmentService(paths.responder, DEVELOPMENT_OCSP);
  const ca = openDevelopmentCa(paths.authority);
  if (tsa === null || responder === null || ca === null) throw new Error('a service is missing');
  return { tsa, responder, ca };
}

describe('an install of this version', () => {
  test('has its services from the start, and leaves them alone', async () => {
    const before = services();
    expect(anchorOf(folder).timeStamping).toBe(true);
    expect(await ensureDevelopmentServices({ data: folder }, now())).toEqual([]);
    expect(services().tsa.certificate).toEqual(before.tsa.certificate);
    expect(services().responder.certificate).toEqual(before.responder.certificate);
  });

  test.each(SERVICES)('keeps the key of its %s encrypted, and from everybody else', (_what, service, { name }) => {
    const key = readFileSync(path.join(paths[service], `${name}-key.pem`), 'utf8');
    expect(key).toContain('ENCRYPTED PRIVATE KEY');
    for (const file of [`${name}-key.pem`, `${name}-key.passphrase`])
      expect(statSync(path.join(paths[service], file)).mode & 0o777).toBe(0o600);
  });

  test('says in each certificate that it is for tests and for its service alone', async () => {
    const { tsa, responder, ca } = services();
    expect(new X509Certificate(tsa.certificate).subject).toContain('TEST vinseal time-stamp authority');
    expect(new X509Certificate(responder.certificate).subject).toContain('TEST vinseal OCSP responder');
    const asked = { others: [], anchors: [ca.certificate], at: now() };
    const kindOf = async (signer: Uint8Array, purpose: 'time-stamping' | 'sealing') =>
      (await buildChain({ ...asked, signer, purpose })).kind;
    expect(await kindOf(tsa.certificate, 'time-stamping')).toBe('trusted');
    expect(await kindOf(tsa.certificate, 'sealing')).toBe('chain-invalid');
    expect(await kindOf(responder.certificate, 'time-stamping')).toBe('chain-invalid');
    expect(await kindOf(responder.certificate, 'sealing')).toBe('chain-invalid');
  });
});

describe('an install of a former version', () => {
  test('gets what it lacks, and its anchor vouches for the time-stamps', async () => {
    await makeOld();
    const before = anchorOf(folder);
    expect(await ensureDevelopmentServices({ data: folder }, now())).toEqual([
      'TEST time-stamp authority',
      'TEST OCSP responder',
    ]);
    expect(anchorOf(folder)).toEqual({ ...before, timeStamping: true });
    expect(services().tsa.key.asymmetricKeyType).toBe('ec');
  });

  test('that has one service gets the other, and what its operator says of the anchor stands', async () => {
    rmSync(paths.responder, { recursive: true });
    await putAnchors(folder, { ...anchorOf(folder), timeStamping: false });
    expect(await ensureDevelopmentServices({ data: folder }, now())).toEqual(['TEST OCSP responder']);
    expect(anchorOf(folder).timeStamping).toBe(false);
  });

  test('gets each once only, when two processes start at once', async () => {
    await makeOld();
    await Promise.all([
      ensureDevelopmentServices({ data: folder }, now()),
      ensureDevelopmentServices({ data: folder }, now()),
    ]);
    for (const { certificate, key } of [services().tsa, services().responder])
      expect(new X509Certificate(certificate).checkPrivateKey(key)).toBe(true);
    expect(readdirSync(path.dirname(paths.timeStamping)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('gets none where it has no development CA, or trusts another one', async () => {
    await makeOld();
    const authority = `${paths.authority}-away`;
    renameSync(paths.authority, authority);
    expect(await ensureDevelopmentServices({ data: folder }, now())).toEqual([]);
    renameSync(authority, paths.authority);
    await putOnlyAnchors(folder, []);
    expect(await ensureDevelopmentServices({ data: folder }, now())).toEqual([]);
    expect(existsSync(paths.timeStamping) || existsSync(paths.responder)).toBe(false);
  });
});

test('its time-stamps are sound, of the clock and within the room that is reserved', async () => {
  const { tsa, ca } = services();
  const clock = { now: () => '2026-11-01T10:00:00.250Z' };
  const randomBytes = (count: number) => new Uint8Array(count).fill(0xff);
  const stamps = openDevelopmentTimeStamps({ ...tsa, clock, randomBytes });
  const stamped = new Uint8Array(createHash('sha256').update('value').digest());
  const answer = await stamps.stamp(stamped);
  if (answer.kind !== 'stamped') throw new Error(answer.detail);
  const value = new TextEncoder().encode('value');
  expect(await readTimeStampToken(answer.token, (name) => anyDigest(name, value))).toMatchObject({
    intact: true,
    valid: true,
    problems: [],
    timeStamp: { genTime: '2026-11-01T10:00:00.250Z' },
  });
  expect(answer.token.length).toBeLessThanOrEqual(stamps.maxBytes);
  expect(await stamps.certificates()).toEqual([tsa.certificate, ca.certificate]);
});
