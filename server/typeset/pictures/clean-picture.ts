import type { SealPicture } from '../../domain/seal.ts';
import type { CleanedPicture } from '../../ports/seal-studio.ts';
import { cleanPng } from './clean-png.ts';
import { cleanSvg } from './clean-svg.ts';
import { PictureRefused } from './picture-refused.ts';

/** Makes a stranger's picture of a seal anew from what is allowed in it, within bounds of size, count and depth. */
export function cleanPicture({ kind, content }: SealPicture): CleanedPicture {
  try {
    return { kind: 'cleaned', picture: { kind, content: kind === 'svg' ? cleanSvg(content) : cleanPng(content) } };
  } catch (fault) {
    if (fault instanceof PictureRefused) return { kind: 'refused', code: fault.code, data: fault.data };
    throw fault;
  }
}
