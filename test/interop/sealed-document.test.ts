import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { DEMONSTRATION_ALGORITHMS } from '../../server/development/create-demonstration-keys.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { hasTool } from '../support/tools.ts';

/** What other people's tools say of the documents that leave the house. */

let install: TestInstall;
let folder: string;

beforeAll(async () => {
  install = await openTestInstall();
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-interop-'));
});
afterAll(async () => {
  await install.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function sealed(seed: number, algorithm: (typeof DEMONSTRATION_ALGORITHMS)[number]): Promise<string> {
  const issued = await install.issue(install.request(seed, 2), { by: operatorActor('test'), algorithm });
  if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  const found = await install.pdf(issued.value.confirmation.number, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  const file = path.join(folder, `${seed}.pdf`);
  writeFileSync(file, found.value.pdf);
  return file;
}

const pdfsig = hasTool('pdfsig', 'what poppler says of our signatures is not asked') ? test : test.skip;
const qpdf = hasTool('qpdf', 'what qpdf says of our files is not asked') ? test : test.skip;
const openssl = hasTool('openssl', 'what openssl says of our CMS is not asked') ? test : test.skip;

describe.each(DEMONSTRATION_ALGORITHMS.map((algorithm, index) => [algorithm, 900 + index] as const))(
  '%s',
  (algorithm, seed) => {
    let file: string;
    beforeAll(async () => {
      file = await sealed(seed, algorithm);
    });

    pdfsig('pdfsig: valid, over the whole document', () => {
      const said = spawnSync('pdfsig', [file], { encoding: 'utf8' }).stdout;
      expect(said).toContain('Signature is Valid.');
      expect(said).toContain('Total document signed');
      expect(said).toContain('ETSI.CAdES.detached');
      expect(said.match(/^Signature #/gm)).toHaveLength(1);
    });

    pdfsig('pdfsig: a changed byte is a digest mismatch', () => {
      const bytes = readFileSync(file);
      bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
      const changed = path.join(folder, `${seed}-changed.pdf`);
      writeFileSync(changed, bytes);
      expect(spawnSync('pdfsig', [changed], { encoding: 'utf8' }).stdout).not.toContain('Signature is Valid.');
    });

    qpdf('qpdf --check: no errors, no warnings', () => {
      const run = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
      expect([run.status, run.stderr]).toEqual([0, '']);
    });

    openssl('openssl cms -verify -cades', () => {
      const bytes = new Uint8Array(readFileSync(file));
      const signature = readPdfFacts(bytes).signatures[0];
      if (signature?.cms == null || signature.byteRange === null) throw new Error('no signature');
      const [cms, content] = [path.join(folder, `${seed}.cms`), path.join(folder, `${seed}.signed`)];
      writeFileSync(cms, signature.cms);
      writeFileSync(content, signedBytes(bytes, signature.byteRange));
      const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms, '-content', content];
      const trust = ['-CAfile', path.join(install.folder, 'ca', 'ca.pem'), '-purpose', 'any', '-out', '/dev/null'];
      const run = spawnSync('openssl', [...args, ...trust], { encoding: 'utf8' });
      expect(run.stderr).toMatch(/Verification successful/i);
      expect(run.stderr).not.toMatch(/fail/i);
    });
  },
);

describe('an archive copy', () => {
  let file: string;
  beforeAll(async () => {
    const { number } = install.sample('valid');
    await install.renew({ numbers: [number], by: operatorActor('test') });
    const found = await install.archivePdf(number, operatorActor());
    if (!found.ok) throw new Error(found.problem.code);
    file = path.join(folder, 'archive.pdf');
    writeFileSync(file, found.value.pdf);
  });

  // It knows no document time-stamps, and says so of the last of the two.
  pdfsig('pdfsig: the seal is valid, the time-stamp over the whole document', () => {
    const [, seal = '', stamp = ''] = spawnSync('pdfsig', [file], { encoding: 'utf8' }).stdout.split(/^Signature #/m);
    expect(seal).toContain('Signature is Valid.');
    expect(stamp).toContain('ArchiveTimeStamp');
    expect(stamp).toContain('Total document signed');
  });

  qpdf('qpdf --check: no errors, no warnings', () => {
    const run = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });
});

qpdf('the attached JSON is the one that the registry holds', () => {
  const { pdf, number } = install.sample('valid');
  const file = path.join(folder, 'valid.pdf');
  writeFileSync(file, pdf);
  const json = execFileSync('qpdf', ['--show-attachment=confirmation.json', file], { encoding: 'utf8' });
  expect(JSON.parse(json).number).toBe(number);
});
