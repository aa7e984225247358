import { Inflate } from 'fflate';
import { type Budget, exceeded } from './limits.ts';
import { malformed } from './read-error.ts';

/** Deflate yields at most 1032 bytes per byte, so one piece adds at most 8 MB before the bounds are looked at. */
const PIECE = 8192;
/** A stored block waits for up to 64 KB of input; beyond twice that, silence means bytes after the end of the data. */
const SILENT_PIECES = 16;

/**
 * FlateDecode (ISO 32000-2, 7.4.4; RFC 1950), within the limits on ratio and total.
 * Throws `file-malformed` for data that are cut short or no zlib stream, `limit-exceeded` beyond a limit.
 */
export function inflate(encoded: Uint8Array, budget: Budget): Uint8Array {
  const body = zlibBody(encoded);
  const most = Math.max(budget.limits.inflateFree, budget.limits.inflateRatio * encoded.length);
  const pieces: Uint8Array[] = [];
  let length = 0;
  let silent = 0;
  budget.spendEncoded(encoded.length);
  const stream = new Inflate((piece) => {
    length += piece.length;
    budget.spendInflated(piece.length);
    if (length > most) throw exceeded('inflateRatio');
    silent = piece.length === 0 ? silent + 1 : 0;
    if (silent > SILENT_PIECES) throw malformed('bytes after the end of a Flate stream');
    pieces.push(piece);
  });
  for (let at = 0; at < body.length; at += PIECE) pushPiece(stream, body, at);
  return join(pieces, length);
}

function pushPiece(stream: Inflate, body: Uint8Array, at: number): void {
  try {
    stream.push(body.subarray(at, at + PIECE), at + PIECE >= body.length);
  } catch (error) {
    if (error instanceof Error && error.name === 'PdfReadError') throw error;
    throw malformed('a Flate stream that cannot be decoded');
  }
}

/** What follows the two-byte zlib header; preset dictionaries are not allowed in PDF. */
function zlibBody(encoded: Uint8Array): Uint8Array {
  const [method = 0, flags = 0] = encoded;
  const wellFormed =
    (method & 15) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0 && (flags & 32) === 0;
  if (encoded.length < 3 || !wellFormed) throw malformed('a Flate stream without zlib header');
  return encoded.subarray(2);
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
