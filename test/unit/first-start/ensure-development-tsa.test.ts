import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readTimeStampToken } from '../../../server/cms/time-stamp-token.ts';
import { dataPaths } from '../../../server/compose.ts';
import { ensureDevelopmentTsa } from '../../../server/first-start/ensure-development-tsa.ts';
import { openDevelopmentCa } from '../../../server/keys/development-ca.ts';
import { openDevelopmentTsa } from '../../../server/keys/development-tsa.ts';
import { readTrustFile, saveTrustAnchor } from '../../../server/keys/trust-file.ts';
import { anyDigest } from '../../../server/pki/any-digest.ts';
import { buildChain } from '../../../server/pki/build-chain.ts';
import { openDevelopmentTimeStamps } from '../../../server/time/development-time-stamps.ts';
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

/** What a former version left: no authority, and an anchor that vouches for none. */
function makeOld(): void {
  rmSync(paths.timeStamping, { recursive: true });
  saveTrustAnchor(paths.trust, { ...readTrustFile(anchorFile), timeStamping: false });
}

function authority() {
  const tsa = openDevelopmentTsa(paths.timeStamping);
  const ca = openDevelopmentCa(paths.authority);
  if (tsa === null || ca === null) throw new Error('no authority');
  return { tsa, ca };
}

describe('an install of this version', () => {
  test('has its authority from the start, and leaves it alone', async () => {
    const before = authority().tsa.certificate;
    expect(readTrustFile(anchorFile).timeStamping).toBe(true);
    expect(await ensureDevelopmentTsa(paths, now())).toBe(false);
    expect(authority().tsa.certificate).toEqual(before);
  });

  test('keeps its key encrypted, and from everybody else', () => {
    expect(readFileSync(path.join(paths.timeStamping, 'tsa-key.pem'), 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
    for (const name of ['tsa-key.pem', 'tsa-key.passphrase'])
      expect(statSync(path.join(paths.timeStamping, name)).mode & 0o777).toBe(0o600);
  });

  test('says in its certificate that it is for tests and time-stamps alone', async () => {
    const { tsa, ca } = authority();
    expect(new X509Certificate(tsa.certificate).subject).toContain('TEST vinseal time-stamp authority');
    const asked = { signer: tsa.certificate, others: [], anchors: [ca.certificate], at: now() };
    expect(await buildChain({ ...asked, purpose: 'time-stamping' })).toMatchObject({ kind: 'trusted' });
    expect(await buildChain({ ...asked, purpose: 'sealing' })).toMatchObject({ kind: 'chain-invalid' });
  });
});

describe('an install of a former version', () => {
  test('gets one, and its anchor vouches for it', async () => {
    makeOld();
    const before = readTrustFile(anchorFile);
    expect(await ensureDevelopmentTsa(paths, now())).toBe(true);
    expect(readTrustFile(anchorFile)).toEqual({ ...before, timeStamping: true });
    expect(authority().tsa.key.asymmetricKeyType).toBe('ec');
  });

  test('gets one only, when two processes start at once', async () => {
    makeOld();
    await Promise.all([ensureDevelopmentTsa(paths, now()), ensureDevelopmentTsa(paths, now())]);
    const { certificate, key } = authority().tsa;
    expect(new X509Certificate(certificate).checkPrivateKey(key)).toBe(true);
    expect(readdirSync(path.dirname(paths.timeStamping)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('gets none where it has no development CA, or trusts another one', async () => {
    makeOld();
    const other = mkdtempSync(path.join(tmpdir(), 'vinseal-no-ca-'));
    expect(await ensureDevelopmentTsa({ ...paths, authority: other }, now())).toBe(false);
    rmSync(anchorFile);
    expect(await ensureDevelopmentTsa(paths, now())).toBe(false);
    expect(existsSync(paths.timeStamping)).toBe(false);
    rmSync(other, { recursive: true });
  });
});

test('its time-stamps are sound, of the clock and within the room that is reserved', async () => {
  const { tsa, ca } = authority();
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
  expect(answer.token.length).toBeLessThanOrEqual(stamps.mostBytes);
  expect(await stamps.certificates()).toEqual([tsa.certificate, ca.certificate]);
});
