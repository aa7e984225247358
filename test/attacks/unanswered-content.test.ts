import { expect, test } from '@jest/globals';
import { readDocument } from '../../server/app/read-document.ts';
import { NO_MATERIAL } from '../../server/domain/validation.ts';
import { attackBench } from '../support/attack.ts';

/**
 * Attached data and pages can be made to exhaust whoever opens them (a 300 KB file inflates to 60 MB of brackets), and no
 * limit of a thread contains that. So nothing is opened before an intact signature of a trusted signer answers for it.
 */
const bench = attackBench();
const at = () => new Date().toISOString();

async function read(pdf: Uint8Array, certificates: readonly Uint8Array[]) {
  const anchors = certificates.map((certificate) => ({ certificate, purposes: ['sealing'] as const }));
  const evidence = await readDocument(pdf, { readPages: true, anchors, at: at(), found: NO_MATERIAL });
  if (evidence.kind !== 'signed') throw new Error(evidence.kind);
  return [evidence.content.kind, evidence.text.kind];
}

async function anchorsOf(pdf: Uint8Array): Promise<readonly Uint8Array[]> {
  const evidence = await readDocument(pdf, { readPages: false, anchors: [], at: at(), found: NO_MATERIAL });
  if (evidence.kind !== 'signed' || evidence.signature.kind !== 'read') throw new Error('not signed');
  return evidence.signature.certificates.slice(1);
}

test('a trusted signer answers for content and pages', async () => {
  expect(await read(bench.genuine, await anchorsOf(bench.genuine))).toEqual(['read', 'read']);
});

test('a signer that nobody vouches for does not', async () => {
  expect(await read(bench.genuine, [])).toEqual(['not-read', 'not-read']);
  const unknown = bench.install.sample('unknown-issuer').pdf;
  expect(await read(unknown, await anchorsOf(bench.genuine))).toEqual(['not-read', 'not-read']);
});

test('a trusted signature over other bytes does not', async () => {
  const { pdf } = bench.install.sample('altered');
  expect(await read(pdf, await anchorsOf(bench.genuine))).toEqual(['not-read', 'not-read']);
});
