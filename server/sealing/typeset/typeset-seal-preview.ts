import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { PreviewRequest } from '../../ports/seal-studio.ts';
import { pictureFile, sealData } from './draw-seal.ts';
import { typesetTemplate } from './typst-templates.ts';

/** A seal at true size on a page of 105 mm × 148 mm that says across everything that it is a preview. */
export function typesetSealPreview({ seal, face, nameEn }: PreviewRequest): Uint8Array {
  const { version, state, from, until } = seal;
  const shown = { seal: sealData(face), version, state, from, until, nameEn };
  const data = { 'seal-preview.json': canonicalJson(shown), ...pictureFile(face) };
  return typesetTemplate({ template: 'seal-preview', data, standard: 'a-3a', createdAt: 0 }).pdf;
}
