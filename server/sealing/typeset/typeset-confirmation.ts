import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { qrCodeSvg } from './qr-code.ts';
import { type ExportStandard, typesetTemplate } from './typst-templates.ts';

/** Where the seal belongs: page counted from 0, rectangle [left, bottom, right, top] in PDF points from the lower left. */
export type SealPosition = { readonly page: number; readonly rect: readonly [number, number, number, number] };

export type TypesetDocument = { readonly pdf: Uint8Array; readonly seal: SealPosition };

/** ISO 216 A4, in points: the paper of the template. */
const PAGE_HEIGHT = 841.8898;

/**
 * Typesets a confirmation as tagged PDF/A-3a with its canonical JSON attached. Page and attachment are made of the same
 * bytes. The same content gives the same file. Throws when the template cannot hold the content.
 */
export function typesetConfirmation(content: ConfirmationContent, standard: ExportStandard = 'a-3a'): TypesetDocument {
  const extra = { issuedOn: shanghaiDate(content.issuedAt), qr: qrCodeSvg(content.verifyAt) };
  const { pdf, measures } = typesetTemplate({
    template: 'confirmation',
    data: { 'confirmation.json': canonicalJson(content), 'extra.json': JSON.stringify(extra) },
    standard,
    createdAt: Math.floor(Date.parse(content.issuedAt) / 1000),
  });
  return { pdf, seal: readSealPosition(measures) };
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
