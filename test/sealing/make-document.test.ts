import { describe, expect, test } from '@jest/globals';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { linkAddress, readPageLinks } from '#core/pdf/document/page-links.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { readPageText } from '../support/page-text.ts';
import { SAMPLE, SAMPLE_SEAL } from '../support/typeset-content.ts';

const request = { content: SAMPLE, seal: SAMPLE_SEAL, signatureBytes: 3000 };

describe('makeDocument', () => {
  test('leads to an address of other letters in ASCII, and prints it as it is', async () => {
    const content = { ...SAMPLE, verifyAt: 'https://核验.example/?number=1' };
    const { pdf } = await makeDocument({ ...request, content });
    const ascii = linkAddress(content.verifyAt);
    expect(ascii).toMatch(/^https:\/\/xn--[a-z0-9]+\.example\/\?number=1$/);
    expect(readPageLinks(openPdf(pdf))).toEqual({ addresses: [ascii], other: null });
    expect((await readPageText(pdf)).join('').replaceAll(/\s/g, '')).toContain(content.verifyAt);
  });

  test('makes a file that the readers of the checking side agree on', async () => {
    const sealed = embedSignature(await makeDocument(request), new Uint8Array([0x30, 0x00]));
    const facts = readPdfFacts(sealed);
    expect(facts).toMatchObject({ revisions: 1, findings: [] });
    expect(facts.signatures).toHaveLength(1);
    expect(JSON.parse(new TextDecoder().decode(facts.attachment?.()))).toEqual(SAMPLE);
    const pages = await readPageText(sealed);
    expect(compareWithPages(SAMPLE, pages)).toEqual({ agrees: true });
  });

  test('the same request gives the same bytes', async () => {
    expect(await makeDocument(structuredClone(request))).toEqual(await makeDocument(request));
  });

  test.each([
    ['another company', 'not of the manufacturer', { ...SAMPLE_SEAL, nameZh: '另一测试汽车制造有限公司' }],
    ['no TEST company, on a TEST document', 'belongs to TEST documents', { ...SAMPLE_SEAL, test: false }],
  ])('refuses the seal of %s', async (_, fault, seal) => {
    await expect(makeDocument({ ...request, seal })).rejects.toThrow(fault);
  });
});
