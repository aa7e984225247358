import type { SealPicture } from '../../model/seals/seal.ts';
import type { CleanedPicture } from '../../ports/seal-studio.ts';
import { drawSeal } from '../typeset/draw-seal.ts';
import { cleanPng } from './clean-png.ts';
import { cleanSvg } from './clean-svg.ts';
import { PictureRefused } from './picture-refused.ts';

/** A seal that the picture is tried in: what cannot be typeset must be known before anybody approves it. */
const TRIAL = { form: 'joint-stock', nameZh: '测试', recordCode: '0000000000000', test: true } as const;

/**
 * Rebuilds an untrusted picture of a seal from what is allowed in it, within bounds of size, count and depth, and has it
 * typeset once.
 */
export function cleanPicture({ kind, content }: SealPicture): CleanedPicture {
  try {
    const picture = { kind, content: kind === 'svg' ? cleanSvg(content) : cleanPng(content) };
    requireTypeset(picture);
    return { kind: 'cleaned', picture };
  } catch (fault) {
    if (fault instanceof PictureRefused) return { kind: 'refused', code: fault.code, data: fault.data };
    throw fault;
  }
}

function requireTypeset(picture: SealPicture): void {
  try {
    drawSeal({ ...TRIAL, picture });
  } catch (cause) {
    throw new PictureRefused('picture-not-readable', {}, { cause });
  }
}
