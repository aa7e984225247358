/** Numbers in [0, 1). */
export type Random = () => number;

/** Numbers at which readers are wrong. */
const NUMBERS = ['0', '1', '-1', '65535', '65536', '8388608', '2147483647', '4294967296', '9999999999', '00000000001'];
const BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x20, 0x0a, 0x28, 0x3c, 0x30, 0x31, 0xa0];

export type Material = {
  /** Words of the format. */
  readonly words: readonly (string | Uint8Array)[];
  /** Inputs to take parts from. */
  readonly others: readonly Uint8Array[];
};

/** The bytes with one to five edits. */
export function mutate(bytes: Uint8Array, random: Random, material: Material): Uint8Array {
  let changed = bytes;
  const times = 1 + below(random, 5);
  for (let time = 0; time < times; time += 1) {
    const edit = EDITS[below(random, EDITS.length)];
    if (edit !== undefined) changed = edit(changed, random, material);
  }
  return changed;
}

type Edit = (bytes: Uint8Array, random: Random, material: Material) => Uint8Array;

const EDITS: readonly Edit[] = [
  (bytes, random) => overwritten(bytes, below(random, bytes.length), below(random, 256)),
  (bytes, random) => overwritten(bytes, below(random, bytes.length), pick(BYTES, random) ?? 0),
  (bytes, random) => {
    const at = below(random, bytes.length);
    return overwritten(bytes, at, (bytes[at] ?? 0) ^ (1 << below(random, 8)));
  },
  (bytes, random) => {
    const [start, end] = part(bytes, random);
    return concat(bytes.subarray(0, start), bytes.subarray(end));
  },
  (bytes, random) => {
    const [start, end] = part(bytes, random);
    return concat(bytes.subarray(0, end), bytes.subarray(start));
  },
  (bytes, random, { words }) => inserted(bytes, below(random, bytes.length + 1), pick(words, random) ?? ''),
  (bytes, random, { others }) => {
    const other = pick(others, random) ?? bytes;
    const [start, end] = part(other, random);
    return inserted(bytes, below(random, bytes.length + 1), other.subarray(start, end));
  },
  renumbered,
];

/** Another number where one stands. */
function renumbered(bytes: Uint8Array, random: Random): Uint8Array {
  const from = below(random, bytes.length);
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  let start = from;
  while (start < bytes.length && !isDigit(bytes[start])) start += 1;
  let end = start;
  while (isDigit(bytes[end])) end += 1;
  const number = random() < 0.5 ? String(below(random, bytes.length)) : (pick(NUMBERS, random) ?? '');
  return concat(bytes.subarray(0, start), number, bytes.subarray(end));
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[below(random, items.length)];
}

function part(bytes: Uint8Array, random: Random): readonly [number, number] {
  const start = below(random, bytes.length);
  return [start, Math.min(bytes.length, start + 1 + below(random, random() < 0.8 ? 32 : 512))];
}

function overwritten(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = bytes.slice();
  if (at < copy.length) copy[at] = byte;
  return copy;
}

function inserted(bytes: Uint8Array, at: number, more: string | Uint8Array): Uint8Array {
  return concat(
    bytes.subarray(0, at),
    typeof more === 'string' ? Buffer.from(more, 'latin1') : more,
    bytes.subarray(at),
  );
}

function concat(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
}
