import { describe, expect, test } from '@jest/globals';
import { makeDocument } from '../../../server/app/make-document.ts';
import { readDocument } from '../../../server/app/read-document.ts';
import { compareWithPages } from '../../../server/domain/visible-facts.ts';
import { embedSignature } from '../../../server/pdf/embed-signature.ts';
import { SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

const request = { content: SAMPLE, seal: SAMPLE_SEAL, signatureBytes: 3000 };

describe('makeDocument', () => {
  test('makes a file that the readers of the checking side agree on', async () => {
    const sealed = embedSignature(await makeDocument(request), new Uint8Array([0x30, 0x00]));
    const evidence = await readDocument(sealed, { readPages: true });
    if (evidence.kind !== 'signed') throw new Error(evidence.kind);
    expect(evidence).toMatchObject({ revisions: 1, findings: [], signatures: 1 });
    expect(evidence.content).toEqual({ kind: 'read', content: SAMPLE });
    if (evidence.text.kind !== 'read') throw new Error(evidence.text.kind);
    expect(compareWithPages(SAMPLE, evidence.text.pages)).toEqual({ agrees: true });
  });

  test('the same request gives the same bytes', async () => {
    expect(await makeDocument(structuredClone(request))).toEqual(await makeDocument(request));
  });

  test.each([
    ['another company', { ...SAMPLE_SEAL, nameZh: '另一测试汽车制造有限公司' }],
    ['no TEST company, on a TEST document', { ...SAMPLE_SEAL, test: false }],
  ])('refuses the seal of %s', async (_, seal) => {
    await expect(makeDocument({ ...request, seal })).rejects.toThrow();
  });
});
