import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { NO_MATERIAL, type ValidationContext } from '#core/validation/validation.ts';
import { validationAnchors } from '../../../server/app/proofs/validation-anchors.ts';
import { SAMPLE_KINDS } from '../../../server/model/samples/sample.ts';
import { openWorkerPool } from '../../../server/workers/worker-pool.ts';
import { browserIsHere, launchBrowser } from '../../support/browser.ts';
import { FURTHER_SIGNERS, furtherCms, signPdfLater } from '../../support/further-signers.ts';
import { copyInstall, readSampleOf } from '../../support/install.ts';
import { testLeaf, testRoot } from '../../support/pki.ts';
import { ROOM } from '../../support/sign-pdf.ts';
import { signedDocument } from '../../support/signed-document.ts';
import { trustListOf } from '../../support/trust.ts';
import { toPlain } from './plain.ts';

const ENTRY = path.join(import.meta.dirname, 'core-in-browser.ts');

/** The core as one script. Fails for whatever a browser does not have: no module is left out of it. */
async function bundleCore(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const here = browserIsHere();
const inBrowser = here ? describe : describe.skip;
const { folder, remove } = copyInstall();
const pool = openWorkerPool({ threads: 1, readingTimeMs: 30_000 });
let browser: Browser;
let page: Page;
let context: ValidationContext;

beforeAll(async () => {
  const at = new Date().toISOString();
  const trustList = trustListOf(folder);
  context = { anchors: validationAnchors(await trustList.anchors(), at, { named: true }), at, found: NO_MATERIAL };
  if (!here) return;
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  // Web Crypto is there in secure contexts only.
  await page.goto('https://core.example/');
  await page.addScriptTag({ content: await bundleCore() });
});

afterAll(async () => {
  await browser?.close();
  await pool.close();
  remove();
});

test('the core is one bundle without any module of Node', async () => {
  expect(await bundleCore()).not.toMatch(/require\("node:|from"node:/);
});

/** What is found in a file by the reading threads, and by the browser. */
async function findBoth(pdf: Uint8Array): Promise<{ readonly here: unknown; readonly there: unknown }> {
  const here = {
    evidence: await pool.reader.read(pdf, context),
    pages: await pool.reader.readPages(pdf),
    inspection: await pool.inspector.inspect(pdf, context),
  };
  const there = await page.evaluate(
    ([file, given]) =>
      (globalThis as unknown as { judge: (pdf: string, context: string) => Promise<string> }).judge(file, given),
    [Buffer.from(pdf).toString('base64'), toPlain(context)] as const,
  );
  return { here: JSON.parse(toPlain(here)), there: JSON.parse(there) };
}

inBrowser('what a browser finds', () => {
  test.each(SAMPLE_KINDS)('in a sample is what the reading threads find: %s', async (kind) => {
    const { here, there } = await findBoth(readSampleOf(folder, kind).pdf);
    expect(there).toEqual(here);
  });

  test.each(FURTHER_SIGNERS)('in the file of a stranger is the same: $name ($policy)', async (signer) => {
    const leaf = await testLeaf(await testRoot({ name: 'root' }), { key: signer.publicKey });
    const text = signedDocument({ docMdp: 1, contents: ROOM });
    const pdf = await signPdfLater(text, leaf, (octets) => furtherCms(octets, signer, leaf));
    const { here, there } = await findBoth(pdf);
    expect(there).toEqual(here);
    expect(there).toMatchObject({ inspection: { inspection: { outcome: 'clean' } } });
  });
});
