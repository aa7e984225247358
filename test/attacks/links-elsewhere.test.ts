import { expect, test } from '@jest/globals';
import { ascii } from '#core/bytes/ascii.ts';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { judgeFile } from '../support/judge-file.ts';
import { sealDocument, testPki } from '../support/pki.ts';
import { judgingOf } from '../support/sealed-files.ts';
import { inLanguages, SAMPLE, SAMPLE_SEAL } from '../support/typeset-content.ts';

/**
 * What is pressed on a page leads to the address that the signed data name, and that is printed there. A maker's own key may
 * have signed anything: a link elsewhere is refused in a file that is otherwise octet for octet as this product seals.
 */
const CONTENT = inLanguages(SAMPLE, DOCUMENT_LANGUAGES);

/** Sealed by a trusted signer, with a text of the file changed for one of the same length before. */
async function pagesCheck(from: string, to: string) {
  const pki = await testPki();
  const unsealed = await makeDocument({ content: CONTENT, seal: SAMPLE_SEAL, signatureBytes: 8000 });
  const pdf = replaced(unsealed.pdf, ascii(from), ascii(to));
  const [, gap, after] = unsealed.byteRange;
  const signed = new Uint8Array([...pdf.subarray(0, gap), ...pdf.subarray(after)]);
  const sealed = embedSignature({ ...unsealed, pdf }, await sealDocument(signed, pki.rsa, [pki.root]));
  const judging = judgingOf(sealed, { at: new Date(Date.parse(CONTENT.issuedAt) + 60_000).toISOString() });
  const { checks } = await judgeFile(sealed, { ...judging, record: null });
  expect(checks.find(({ id }) => id === 'exactly-sealed')).toMatchObject({ outcome: 'passed' });
  return checks.find(({ id }) => id === 'pages-match-data');
}

function replaced(pdf: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(pdf).indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error('nothing to replace, or not by as much');
  const copy = pdf.slice();
  copy.set(to, at);
  return copy;
}

test('as it is made', async () => {
  expect(await pagesCheck('/URI (https', '/URI (https')).toMatchObject({ outcome: 'passed', code: 'pages-match-data' });
});

test.each([
  [
    'another address on one page',
    '/URI (https://verify',
    '/URI (https://verifi',
    'https://verifi.example/ASC-XHM-2026-000001-K',
  ],
  ['a note in place of a link', '/Subtype /Link\n', '/Subtype /Text\n', 'Text'],
  ['a link of another shape', '/StructParent 2\n/Contents', '/StructParens 2\n/Contents', 'Link'],
  ['an action of another kind', '/S /URI\n', '/S /XRI\n', 'Link'],
])('%s', async (_name, from, to, found) => {
  expect(await pagesCheck(from, to)).toMatchObject({
    ...{ outcome: 'failed', code: 'pages-differ-from-data' },
    data: { fact: 'verify_address', expected: CONTENT.verifyAt, found },
  });
});
