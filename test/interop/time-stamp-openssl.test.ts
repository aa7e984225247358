/** What `openssl ts` makes of the time-stamps of an install's own authority. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { openDevelopmentService } from '../../server/development/development-service.ts';
import { openDevelopmentTimeStamps } from '../../server/development/development-time-stamps.ts';
import { DEVELOPMENT_TSA } from '../../server/development/development-tsa.ts';
import { copyInstall } from '../support/install.ts';
import { pem } from '../support/pki.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  console.warn('SKIPPED: test/interop/time-stamp-openssl needs the openssl command, which this machine lacks');
}

(hasOpenssl ? describe : describe.skip)('openssl ts -verify', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-openssl-ts-'));
  const file = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    const install = copyInstall();
    const paths = dataPaths(install.folder);
    const tsa = openDevelopmentService(paths.timeStamping, DEVELOPMENT_TSA);
    const ca = openDevelopmentCa(paths.authority);
    if (tsa === null || ca === null) throw new Error('the install has no authority');
    const stamps = openDevelopmentTimeStamps({
      ...tsa,
      clock: { now: () => new Date().toISOString() },
      randomBytes: (count) => new Uint8Array(count).fill(7),
    });
    const answer = await stamps.stamp(new Uint8Array(createHash('sha256').update('what was stamped').digest()));
    if (answer.kind !== 'stamped') throw new Error(answer.detail);
    writeFileSync(file('token'), answer.token);
    writeFileSync(file('ca.pem'), pem('CERTIFICATE', ca.certificate));
    install.remove();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const verify = (stamped: string) => {
    writeFileSync(file('stamped'), stamped);
    const token = ['-in', file('token'), '-token_in', '-data', file('stamped')];
    return spawnSync('openssl', ['ts', '-verify', ...token, '-CAfile', file('ca.pem')], { encoding: 'utf8' });
  };

  test('accepts a token over what was stamped', () => {
    const { stdout, stderr, status } = verify('what was stamped');
    expect(`${stdout}${stderr}`).toContain('Verification: OK');
    expect(status).toBe(0);
  });

  test('refuses it over anything else', () => {
    expect(verify('something else').status).not.toBe(0);
  });
});
