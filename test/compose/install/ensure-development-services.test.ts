import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
import { readTrustFile, saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { copyInstall } from '../../support/install.ts';

let paths: ReturnType<typeof dataPaths>;
let anchorFile: string;
let remove: () => void;
beforeEach(() => {
  const copy = copyInstall();
  paths = dataPaths(copy.folder);
  anchorFile = path.join(paths.trust, 'development-ca.json');
  remove = copy.remove;
});
afterEach(() => remove());

const now = () => new Date().toISOString();
const SERVICES = [
  ['time-stamp authority', 'timeStamping', DEVELOPMENT_TSA],
  ['OCSP responder', 'responder', DEVELOPMENT_OCSP],
] as const;

/** What the first version left: no service, and an anchor that vouches for no time-stamps. */
function makeOld(): void {
  for (const [, folder] of SERVICES) rmSync(paths[folder], { recursive: true });
  saveTrustAnchor(paths.trust, { ...readTrustFile(anchorFile), timeStamping: false });
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
    expect(readTrustFile(anchorFile).timeStamping).toBe(true);
    expect(await ensureDevelopmentServices(paths, now())).toEqual([]);
    expect(services().tsa.certificate).toEqual(before.tsa.certificate);
    expect(services().responder.certificate).toEqual(before.responder.certificate);
  });

  test.each(SERVICES)('keeps the key of its %s encrypted, and from everybody else', (_what, folder, { name }) => {
    const key = readFileSync(path.join(paths[folder], `${name}-key.pem`), 'utf8');
    expect(key).toContain('ENCRYPTED PRIVATE KEY');
    for (const file of [`${name}-key.pem`, `${name}-key.passphrase`])
      expect(statSync(path.join(paths[folder], file)).mode & 0o777).toBe(0o600);
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
    makeOld();
    const before = readTrustFile(anchorFile);
    expect(await ensureDevelopmentServices(paths, now())).toEqual(['TEST time-stamp authority', 'TEST OCSP responder']);
    expect(readTrustFile(anchorFile)).toEqual({ ...before, timeStamping: true });
    expect(services().tsa.key.asymmetricKeyType).toBe('ec');
  });

  test('that has one service gets the other, and what its operator says of the anchor stands', async () => {
    rmSync(paths.responder, { recursive: true });
    saveTrustAnchor(paths.trust, { ...readTrustFile(anchorFile), timeStamping: false });
    expect(await ensureDevelopmentServices(paths, now())).toEqual(['TEST OCSP responder']);
    expect(readTrustFile(anchorFile).timeStamping).toBe(false);
  });

  test('gets each once only, when two processes start at once', async () => {
    makeOld();
    await Promise.all([ensureDevelopmentServices(paths, now()), ensureDevelopmentServices(paths, now())]);
    for (const { certificate, key } of [services().tsa, services().responder])
      expect(new X509Certificate(certificate).checkPrivateKey(key)).toBe(true);
    expect(readdirSync(path.dirname(paths.timeStamping)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('gets none where it has no development CA, or trusts another one', async () => {
    makeOld();
    const other = mkdtempSync(path.join(tmpdir(), 'vinseal-no-ca-'));
    expect(await ensureDevelopmentServices({ ...paths, authority: other }, now())).toEqual([]);
    rmSync(anchorFile);
    expect(await ensureDevelopmentServices(paths, now())).toEqual([]);
    expect(existsSync(paths.timeStamping) || existsSync(paths.responder)).toBe(false);
    rmSync(other, { recursive: true });
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
