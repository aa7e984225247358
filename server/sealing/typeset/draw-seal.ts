import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { SealFace } from '../../model/seals/seal.ts';
import { type TemplateData, typesetTemplate } from './typst-templates.ts';

/** Drawn seals by what they look like. A process draws for few manufacturers; the oldest goes when there are too many. */
const drawn = new Map<string, Uint8Array>();
const MAX_DRAWN = 64;

/**
 * The company seal as a one-page PDF of 44 mm × 44 mm at true size, drawn from the registered data or its picture. A
 * picture must have been cleaned. The same seal gives the same array, so that work on it can be remembered.
 */
export function drawSeal(seal: SealFace): Uint8Array {
  const key = canonicalJson(seal);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const data = { 'seal.json': canonicalJson(sealData(seal)), ...pictureFile(seal) };
  const { pdf } = typesetTemplate({ template: 'seal', data, standard: 'a-2u', createdAt: 0 });
  const [oldest] = drawn.keys();
  if (drawn.size >= MAX_DRAWN && oldest !== undefined) drawn.delete(oldest);
  drawn.set(key, pdf);
  return pdf;
}

/** What the templates are told of a seal: of its picture only the kind. */
export function sealData({ picture, ...data }: SealFace) {
  return { ...data, picture: picture?.kind ?? null };
}

/** The picture as a file that the templates read. */
export function pictureFile({ picture }: SealFace): TemplateData {
  if (picture === null) return {};
  return picture.kind === 'svg'
    ? { 'seal.svg': picture.content }
    : { 'seal.png': new Uint8Array(Buffer.from(picture.content, 'base64')) };
}
