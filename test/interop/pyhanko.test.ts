import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { SAMPLE_KINDS, type SampleKind } from '../../server/model/samples/sample.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { developmentList } from '../support/stored-lists.ts';
import { openPyHanko } from './agreement/tools/pyhanko.ts';
import type { Opinion, Tool } from './agreement/tools/tool.ts';

/** The cheapest part of `npm run interop`: what pyHanko says of the samples, where it is or can be installed. */

const trust = mkdtempSync(path.join(tmpdir(), 'vinseal-pyhanko-'));
const pyHanko = openOrSkip();
const withPyHanko = pyHanko === null ? test.skip : test;

let install: TestInstall;
let opinions: ReadonlyMap<string, Opinion> = new Map();

function openOrSkip(): Tool | null {
  try {
    return openPyHanko(trust);
  } catch (fault) {
    console.warn(`SKIPPED: pyHanko cannot be had, and is not asked: ${fault instanceof Error ? fault.message : fault}`);
    return null;
  }
}

beforeAll(async () => {
  install = await openTestInstall();
  const paths = dataPaths(install.folder);
  const [root] = certificatesOfPem(readFileSync(path.join(paths.authority, 'ca.pem'), 'utf8'));
  writeFileSync(path.join(trust, 'root.crt'), root ?? new Uint8Array());
  writeFileSync(path.join(trust, 'root.crl'), await developmentList(install.folder));
  const documents = SAMPLE_KINDS.map((kind) => {
    const { pdf, file } = install.sample(kind);
    return { name: kind, what: kind, pdf, answeredBy: 'verify' as const, file: path.join(paths.samples, file) };
  });
  opinions = (await pyHanko?.judge(documents)) ?? opinions;
});
afterAll(async () => {
  await install.dispose();
  rmSync(trust, { recursive: true, force: true });
});

withPyHanko.each<[SampleKind, Opinion['says']]>([
  ['valid', 'accepts'],
  ['altered', 'refuses'],
  ['unknown-issuer', 'refuses'],
  ['withdrawn', 'accepts'],
  ['superseded', 'accepts'],
  ['other-manufacturer', 'accepts'],
])('pyHanko, of the sample %s: %s it', (kind, says) => {
  expect(opinions.get(kind)?.says).toBe(says);
});
