import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { languagesOf } from '#core/confirmation/document-languages.ts';
import { PRINTED_WORDS, servicesIn } from '#core/confirmation/printed-words.ts';
import { qrCodeSvg } from './qr-code.ts';
import { type ExportStandard, typesetTemplate } from './typst-templates.ts';

/** [left, bottom, right, top] in PDF points from the lower left. */
type Rect = readonly [number, number, number, number];
/** Where the seal belongs: page counted from 0. */
export type SealPosition = { readonly page: number; readonly rect: Rect };

export type TypesetDocument = {
  readonly pdf: Uint8Array;
  readonly seal: SealPosition;
  /** What of the foot of every page leads to the address. */
  readonly link: Rect;
};

/** ISO 216 A4, in points: the paper of the template. */
const PAGE_HEIGHT = 841.8898;

/**
 * Typesets a confirmation as tagged PDF/A-3a with its canonical JSON attached. Page and attachment are made of the same
 * bytes. The same content gives the same file. Throws when the template cannot hold the content.
 */
export function typesetConfirmation(content: ConfirmationContent, standard: ExportStandard = 'a-3a'): TypesetDocument {
  const { pdf, measures } = typesetTemplate({
    template: 'confirmation',
    data: { 'confirmation.json': canonicalJson(content), 'extra.json': JSON.stringify(extraData(content)) },
    standard,
    createdAt: Math.floor(Date.parse(content.issuedAt) / 1000),
  });
  return { pdf, seal: readSealPosition(measures), link: readLinkRect(measures) };
}

/** What the template draws where the code of the address belongs. */
const NO_CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>';

/**
 * The same pages before there is a number: number, time and address are empty, no data are attached, and every page says across
 * everything that it is a preview and not valid.
 */
export function typesetPreview(content: ConfirmationContent): Uint8Array {
  const extra = { ...wordsBeside(content), issuedOn: '', qr: NO_CODE, preview: true };
  return typesetTemplate({
    template: 'confirmation',
    data: { 'confirmation.json': canonicalJson(content), 'extra.json': JSON.stringify(extra) },
    standard: 'a-3a',
    createdAt: 0,
  }).pdf;
}

/** What the template prints beside the content: computed from it, in the languages of the document. */
export function extraData(content: ConfirmationContent) {
  return { issuedOn: shanghaiDate(content.issuedAt), qr: qrCodeSvg(content.verifyAt), ...wordsBeside(content) };
}

function wordsBeside(content: ConfirmationContent) {
  const languages = languagesOf(content);
  const inEach = (word: 'exempt' | 'notNeeded') => languages.map((language) => PRINTED_WORDS[language][word]);
  const services = content.outlets.map(
    (outlet) => [outlet.id, languages.map((language) => servicesIn(language, outlet.services))] as const,
  );
  return {
    languages,
    words: { exempt: inEach('exempt'), notNeeded: inEach('notNeeded') },
    services: Object.fromEntries(services),
  };
}

/** From the template's own measures: pages counted from 1, left and top in points from the upper left, side of the square. */
function readSealPosition(measures: unknown): SealPosition {
  const { page, pages, x, y, size } = (measures ?? {}) as Record<string, unknown>;
  if (typeof page !== 'number' || typeof x !== 'number' || typeof y !== 'number' || typeof size !== 'number')
    throw new Error('the template does not say where the seal belongs');
  if (page !== pages) throw new Error('the seal is not on the last page');
  const top = PAGE_HEIGHT - y;
  return { page: page - 1, rect: [x, top - size, x + size, top] };
}

/** Of the foot, left and top in points from the upper left. */
function readLinkRect(measures: unknown): Rect {
  const { link } = (measures ?? {}) as Record<string, unknown>;
  const { left, top, width, height } = (link ?? {}) as Record<string, unknown>;
  if (typeof left !== 'number' || typeof top !== 'number' || typeof width !== 'number' || typeof height !== 'number')
    throw new Error('the template does not say where the address stands');
  return [left, PAGE_HEIGHT - top - height, left + width, PAGE_HEIGHT - top];
}
