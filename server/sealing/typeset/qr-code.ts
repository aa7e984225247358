import { create } from 'qrcode';

/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const QUIET = 4;

/**
 * A QR code (error correction M: it survives a print and a scan) as SVG on white, quiet zone included. Bars are strokes,
 * one unit wide: drawn as rectangles they were most of a page's operators.
 */
export function qrCodeSvg(text: string): string {
  const { data, size } = create(text, { errorCorrectionLevel: 'M' }).modules;
  let bars = '';
  for (let row = 0; row < size; row++) {
    for (let from = 0; from < size; from++) {
      if (!data[row * size + from]) continue;
      let to = from;
      while (to < size && data[row * size + to]) to++;
      bars += `M${from + QUIET} ${row + QUIET + 0.5}h${to - from}`;
      from = to;
    }
  }
  const side = size + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path stroke="#000" d="${bars}"/></svg>`;
}
