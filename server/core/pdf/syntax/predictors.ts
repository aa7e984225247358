import { malformed } from './read-error.ts';
import { entry, isCount, type PdfDict } from './values.ts';

/** /DecodeParms of FlateDecode (ISO 32000-2, table 8). */
export type PredictorParms = {
  readonly predictor: number;
  readonly colors: number;
  readonly bitsPerComponent: number;
  readonly columns: number;
};

const BITS: readonly number[] = [1, 2, 4, 8, 16];

/** Reads the parameters with their defaults. Throws `file-malformed` for values that the standard does not allow. */
export function readPredictorParms(parms: PdfDict | null): PredictorParms {
  const number = (key: string, fallback: number, most: number): number => {
    const value = parms ? (entry(parms, key) ?? fallback) : fallback;
    if (!isCount(value) || value < 1 || value > most) throw malformed(`/DecodeParms /${key} out of range`);
    return value;
  };
  const bitsPerComponent = number('BitsPerComponent', 8, 16);
  // Some viewers give the stream up for any other.
  if (!BITS.includes(bitsPerComponent)) throw malformed('/DecodeParms /BitsPerComponent out of range');
  return {
    predictor: number('Predictor', 1, 15),
    colors: number('Colors', 1, 32),
    bitsPerComponent,
    columns: number('Columns', 1, 1_000_000),
  };
}

/** Undoes a PNG or TIFF predictor (ISO 32000-2, 7.4.4.4). */
export function undoPredictor(data: Uint8Array, parms: PredictorParms): Uint8Array {
  if (parms.predictor === 1) return data;
  const pixel = Math.max(1, (parms.colors * parms.bitsPerComponent) >> 3);
  const row = (parms.columns * parms.colors * parms.bitsPerComponent + 7) >> 3;
  if (parms.predictor >= 10) return undoPng(data, row, pixel);
  if (parms.predictor !== 2 || parms.bitsPerComponent !== 8) throw malformed('a predictor that is not supported');
  return undoTiff(data.slice(), row, pixel);
}

function undoTiff(data: Uint8Array, row: number, pixel: number): Uint8Array {
  for (let start = 0; start < data.length; start += row) {
    const end = Math.min(start + row, data.length);
    for (let at = start + pixel; at < end; at++) data[at] = (data[at] as number) + (data[at - pixel] as number);
  }
  return data;
}

/** Each row is preceded by its filter type; a row that is cut short is an error. */
function undoPng(data: Uint8Array, row: number, pixel: number): Uint8Array {
  const rows = Math.floor(data.length / (row + 1));
  if (rows * (row + 1) !== data.length) throw malformed('predicted data end within a row');
  const out = new Uint8Array(rows * row);
  for (let index = 0; index < rows; index++) {
    const from = index * (row + 1);
    const to = index * row;
    out.set(data.subarray(from + 1, from + 1 + row), to);
    undoPngRow(out, { to, row, pixel, filter: data[from] as number });
  }
  return out;
}

function undoPngRow(out: Uint8Array, line: { to: number; row: number; pixel: number; filter: number }): void {
  const { to, row, pixel, filter } = line;
  if (filter > 4) throw malformed('an unknown PNG filter type');
  if (filter === 0) return;
  for (let i = 0; i < row; i++) {
    const left = i >= pixel ? (out[to + i - pixel] as number) : 0;
    const up = to > 0 ? (out[to + i - row] as number) : 0;
    const corner = to > 0 && i >= pixel ? (out[to + i - row - pixel] as number) : 0;
    out[to + i] = (out[to + i] as number) + predict(filter, left, up, corner);
  }
}

/** The PNG filters 1 Sub, 2 Up, 3 Average, 4 Paeth (PNG, clause 9). */
function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
