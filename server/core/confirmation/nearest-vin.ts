/** One place where a typed VIN departs from a listed one; an empty text stands for a character left out. */
export type VinDifference = { readonly position: number; readonly typed: string; readonly listed: string };

export type NearestVin = { readonly vin: string; readonly differences: readonly VinDifference[] };

/** More slips than this and it is simply another vehicle. */
const MAX_SLIPS = 4;

/**
 * The listed VIN that was most likely meant, with each difference (`position` counts from 1 in the listed VIN).
 * A slip is a wrong, missing or additional character, or two neighbours swapped; null when every listed VIN is more than
 * four slips away. Of equally near ones the first listed wins.
 */
export function nearestVin(typed: string, listed: readonly string[]): NearestVin | null {
  let best: { readonly vin: string; readonly table: SlipTable } | null = null;
  for (const vin of listed) {
    if (Math.abs(vin.length - typed.length) > MAX_SLIPS) continue;
    const table = slipTable(typed, vin);
    if (table.slips > MAX_SLIPS || (best !== null && table.slips >= best.table.slips)) continue;
    best = { vin, table };
  }
  return best === null ? null : { vin: best.vin, differences: trace(best.table, typed, best.vin) };
}

/** Edit distances of every prefix pair (optimal string alignment): `at(i, j)` for i typed and j listed characters. */
type SlipTable = { readonly slips: number; readonly at: (typed: number, listed: number) => number };

function slipTable(typed: string, listed: string): SlipTable {
  const width = listed.length + 1;
  const cells = new Uint8Array((typed.length + 1) * width);
  const at = (i: number, j: number) => cells[i * width + j] ?? 0;
  for (let j = 0; j < width; j++) cells[j] = j;
  for (let i = 1; i <= typed.length; i++) {
    cells[i * width] = i;
    for (let j = 1; j < width; j++) cells[i * width + j] = cheapest(at, typed, listed, i, j);
  }
  return { slips: at(typed.length, listed.length), at };
}

function cheapest(at: SlipTable['at'], typed: string, listed: string, i: number, j: number): number {
  const wrong = at(i - 1, j - 1) + (typed[i - 1] === listed[j - 1] ? 0 : 1);
  const least = Math.min(wrong, at(i - 1, j) + 1, at(i, j - 1) + 1);
  return isSwap(typed, listed, i, j) ? Math.min(least, at(i - 2, j - 2) + 1) : least;
}

function isSwap(typed: string, listed: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && typed[i - 1] === listed[j - 2] && typed[i - 2] === listed[j - 1];
}

/** Walks the cheapest way back and notes each slip; the differences come in reading order. */
function trace(table: SlipTable, typed: string, listed: string): readonly VinDifference[] {
  const found: VinDifference[] = [];
  const note = (i: number | null, j: number | null, position: number) =>
    found.push({
      position,
      typed: i === null ? '' : typed.charAt(i - 1),
      listed: j === null ? '' : listed.charAt(j - 1),
    });
  let i = typed.length;
  let j = listed.length;
  while (i > 0 || j > 0) {
    const here = table.at(i, j);
    if (i > 0 && j > 0 && typed[i - 1] === listed[j - 1] && here === table.at(i - 1, j - 1)) {
      i--;
      j--;
    } else if (isSwap(typed, listed, i, j) && here === table.at(i - 2, j - 2) + 1) {
      note(i, j, j);
      note(i - 1, j - 1, j - 1);
      i -= 2;
      j -= 2;
    } else if (i > 0 && j > 0 && here === table.at(i - 1, j - 1) + 1) {
      note(i, j, j);
      i--;
      j--;
    } else if (j > 0 && here === table.at(i, j - 1) + 1) {
      note(null, j, j);
      j--;
    } else {
      note(i, null, j + 1);
      i--;
    }
  }
  return found.reverse();
}
