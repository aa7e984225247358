import { describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { drawSeal } from '../../../server/sealing/typeset/draw-seal.ts';
import { readPageText } from '../../support/page-text.ts';
import { SAMPLE_SEAL } from '../../support/typeset-content.ts';

const NAME = '星河测试新能源智能网联汽车工业研究开发设计制造集团有限公司责';

describe('drawSeal', () => {
  test.each([6, 7, 12, 18, 19, 24, 30])('draws a name of %i characters on one page of 44 mm', async (length) => {
    const nameZh = NAME.slice(0, length);
    for (const form of ['limited-liability', 'joint-stock'] as const) {
      const pdf = drawSeal({ ...SAMPLE_SEAL, form, nameZh });
      const [page] = (await PDFDocument.load(pdf)).getPages();
      expect(Math.round((page?.getWidth() ?? 0) * 100)).toBe(12472);
      const [text = ''] = await readPageText(pdf);
      const written = text.replace(/\s/g, '');
      expect([...nameZh].every((character) => written.includes(character))).toBe(true);
      expect(written).toContain(SAMPLE_SEAL.recordCode);
    }
  });

  test('says TEST on the seal of an invented maker, and only there', async () => {
    expect(await readPageText(drawSeal(SAMPLE_SEAL))).toEqual([expect.stringContaining('TEST 测试')]);
    const [text] = await readPageText(drawSeal({ ...SAMPLE_SEAL, test: false, nameZh: '某某汽车有限公司' }));
    expect(text).not.toMatch(/TEST|测试/);
  });

  test('draws the same seal once', () => {
    expect(drawSeal({ ...SAMPLE_SEAL })).toBe(drawSeal(SAMPLE_SEAL));
    expect(drawSeal({ ...SAMPLE_SEAL, recordCode: '9999990000026' })).not.toBe(drawSeal(SAMPLE_SEAL));
  });
});
