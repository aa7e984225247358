/** What `openssl ocsp` makes of the answers of an install's own responder. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { DEVELOPMENT_OCSP } from '../../server/development/development-ocsp.ts';
import { openDevelopmentResponder, type Revoked } from '../../server/development/development-responder.ts';
import { openDevelopmentService } from '../../server/development/development-service.ts';
import { copyInstall } from '../support/install.ts';
import { keyEntries } from '../support/key-store.ts';
import { pem } from '../support/pki.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  console.warn('SKIPPED: test/interop/ocsp-openssl needs the openssl command, which this machine lacks');
}

(hasOpenssl ? describe : describe.skip)('openssl ocsp -respin', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-openssl-ocsp-'));
  const file = (name: string) => path.join(folder, name);
  let revoked: readonly Revoked[] = [];
  let answer: () => Promise<void>;
  let serialNumber = '';
  beforeAll(async () => {
    const install = copyInstall();
    const paths = dataPaths(install.folder);
    const ca = openDevelopmentCa(paths.authority);
    const service = openDevelopmentService(paths.responder, DEVELOPMENT_OCSP);
    if (ca === null || service === null) throw new Error('the install has no responder');
    const [seal = new Uint8Array(), other = new Uint8Array()] = (await keyEntries(install.folder)).flatMap((key) =>
      certificatesOfPem(key.certificate ?? ''),
    );
    install.remove();
    const clock = { now: () => new Date().toISOString() };
    const source = openDevelopmentResponder({ ...service, issuer: ca.certificate, revoked: () => revoked, clock });
    answer = async () => {
      const { ocsps } = await source.find({ certificate: seal, issuer: ca.certificate, at: clock.now() });
      writeFileSync(file('answer'), ocsps[0] ?? new Uint8Array());
    };
    serialNumber = hex(readCertificate(seal).serial);
    for (const [name, der] of Object.entries({ ca: ca.certificate, seal, other }))
      writeFileSync(file(`${name}.pem`), pem('CERTIFICATE', der));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const ask = (certificate: string) => {
    const about = ['-issuer', file('ca.pem'), '-cert', file(`${certificate}.pem`)];
    const args = ['ocsp', '-respin', file('answer'), '-CAfile', file('ca.pem'), '-no_nonce', ...about];
    const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  };

  test('accepts an answer, signed by whom the CA appointed', async () => {
    await answer();
    expect(ask('seal')).toContain('Response verify OK');
    expect(ask('seal')).toMatch(/seal\.pem: good/);
  });

  test('finds nothing in it about another certificate', async () => {
    await answer();
    expect(ask('other')).toMatch(/no status found/i);
  });

  test('reads when and why a certificate was revoked', async () => {
    revoked = [{ serialNumber, at: '2026-01-05T06:07:08Z', reason: 1 }];
    await answer();
    const said = ask('seal');
    expect(said).toContain('Response verify OK');
    expect(said).toMatch(/seal\.pem: revoked/);
    expect(said).toMatch(/Reason: keyCompromise/);
    expect(said).toMatch(/Revocation Time: Jan {2}5 06:07:08 2026 GMT/);
  });
});
