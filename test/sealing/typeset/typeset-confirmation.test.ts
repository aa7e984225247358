import { describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { typesetConfirmation } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { readPageText } from '../../support/page-text.ts';
import { manyVehicles, SAMPLE } from '../../support/typeset-content.ts';

const MM = 72 / 25.4;

async function attachmentOf(pdf: Uint8Array): Promise<string> {
  const [file, ...others] = (await PDFDocument.load(pdf)).getAttachments();
  expect(others).toEqual([]);
  expect(file?.name).toBe('confirmation.json');
  return new TextDecoder().decode(file?.data);
}

describe('typesetConfirmation', () => {
  test.each([
    ['the sample', SAMPLE],
    ['40 vehicles in many scripts', manyVehicles(40)],
    ['a document that is no test', { ...SAMPLE, test: false }],
    ['no application date, nothing transferred', bare(SAMPLE)],
  ])('prints what it attaches: %s', async (_, content) => {
    const { pdf } = typesetConfirmation(content);
    expect(await attachmentOf(pdf)).toBe(canonicalJson(content));
    expect(compareWithPages(content, await readPageText(pdf))).toEqual({ agrees: true });
  });

  test('the same content gives the same bytes, whatever was typeset in between', () => {
    const first = typesetConfirmation(SAMPLE);
    for (let count = 1; count < 20; count++) typesetConfirmation(manyVehicles(count));
    expect(typesetConfirmation(SAMPLE)).toEqual(first);
  });

  test.each([1, 20, 21, 22, 23, 24, 40])('keeps the whole seal on the last page: %i vehicles', async (count) => {
    const { pdf, seal } = typesetConfirmation(manyVehicles(count));
    const [left, bottom, right, top] = seal.rect;
    expect(seal.page).toBe((await PDFDocument.load(pdf)).getPageCount() - 1);
    expect([right - left, top - bottom].map(Math.round)).toEqual([44 * MM, 44 * MM].map(Math.round));
    expect(left > 297.6 && right < 595 && bottom > 17 * MM && top < 842).toBe(true);
    const last = (await readPageText(pdf)).at(-1) ?? '';
    for (const beside of [SAMPLE.manufacturer.nameZh, '2026-02-03', SAMPLE.verifyAt])
      expect(last.replace(/\s/g, '')).toContain(beside);
  });

  test('every page has the number, and says which page of how many it is', async () => {
    const pages = await readPageText(typesetConfirmation(manyVehicles(60)).pdf);
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((text, index) => {
      expect(text).toContain(SAMPLE.number);
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(text).toContain('TEST 测试');
    });
  });

  test('marks TEST documents, and only those', async () => {
    const content = { ...SAMPLE, test: false, manufacturer: { ...SAMPLE.manufacturer, nameEn: 'Maker' } };
    const words = /无法律效力/;
    expect((await readPageText(typesetConfirmation(SAMPLE).pdf)).join()).toMatch(words);
    expect((await readPageText(typesetConfirmation(content).pdf)).join()).not.toMatch(words);
  });

  test('takes data for text, whatever they look like', async () => {
    const hostile = '#panic() *a* _b_ $x$ \\u{41} <measures> @ref "]}) // = - + `raw` https://x.example';
    const [vehicle] = SAMPLE.vehicles;
    const content: ConfirmationContent = {
      ...SAMPLE,
      exporter: { ...SAMPLE.exporter, name: hostile },
      vehicles: vehicle === undefined ? [] : [{ ...vehicle, brand: '#import "x"', model: '#(1+1)' }],
    };
    const { pdf } = typesetConfirmation(content);
    expect(compareWithPages(content, await readPageText(pdf))).toEqual({ agrees: true });
  });

  test('is a fault where a character has no glyph: that is asked before', () => {
    expect(() => typesetConfirmation({ ...SAMPLE, exporter: { ...SAMPLE.exporter, name: '😀' } })).toThrow(
      'could not be displayed with font',
    );
  });

  test('names the signed day in Asia/Shanghai', async () => {
    const content = { ...SAMPLE, issuedAt: '2026-02-02T16:00:00.000Z' };
    expect((await readPageText(typesetConfirmation(content).pdf)).join()).toContain('2026-02-03');
  });
});

function bare(content: ConfirmationContent): ConfirmationContent {
  const vehicles = content.vehicles.map((vehicle) => ({
    ...vehicle,
    transferForExport: null,
    lastDayNeeded: null,
    needed: false,
  }));
  return { ...content, applicationDate: null, vehicles };
}
