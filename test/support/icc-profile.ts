/** Primaries (X, Y, Z of red, green, blue) and a curve of a display profile, and tags beside them. */
export type ProfileOptions = {
  readonly primaries?: readonly (readonly number[])[];
  /** Type signature and what follows its four reserved bytes; three times the same. */
  readonly curve?: Uint8Array;
  readonly more?: readonly (readonly [string, Uint8Array])[];
};

const SRGB = [
  [0.436, 0.2225, 0.0139],
  [0.3851, 0.7169, 0.0971],
  [0.1431, 0.0606, 0.7141],
];

/** An ICC display profile for RGB (ICC.1:2022, clause 7); that of sRGB by default. */
export function iccProfile({ primaries = SRGB, curve = gamma(2.2), more = [] }: ProfileOptions = {}): Uint8Array {
  const colours = ['rXYZ', 'gXYZ', 'bXYZ'].map((name, index) => [name, xyz(primaries[index] ?? [])] as const);
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => [name, curve] as const);
  const tags = [...colours, ...curves, ...more];
  const start = 132 + 12 * tags.length;
  const size = tags.reduce((sum, [, data]) => sum + data.length, start);
  const profile = new Uint8Array(size);
  const view = new DataView(profile.buffer);
  view.setUint32(0, size);
  put(profile, 12, 'mntrRGB XYZ ');
  put(profile, 36, 'acsp');
  view.setUint32(128, tags.length);
  let at = start;
  for (const [index, [name, data]] of tags.entries()) {
    put(profile, 132 + 12 * index, name);
    view.setUint32(136 + 12 * index, at);
    view.setUint32(140 + 12 * index, data.length);
    profile.set(data, at);
    at += data.length;
  }
  return profile;
}

/** A curve of one exponent. */
export function gamma(exponent: number): Uint8Array {
  return curveTag([Math.round(exponent * 256)]);
}

/** A curve through points, of 0 to 1. */
export function points(values: readonly number[]): Uint8Array {
  return curveTag(values.map((value) => Math.round(value * 65_535)));
}

function curveTag(entries: readonly number[]): Uint8Array {
  const tag = new Uint8Array(12 + 2 * entries.length);
  const view = new DataView(tag.buffer);
  put(tag, 0, 'curv');
  view.setUint32(8, entries.length);
  for (const [index, entry] of entries.entries()) view.setUint16(12 + 2 * index, entry);
  return tag;
}

/** The parametric curve of type 3. */
export function parametric(parameters: readonly number[]): Uint8Array {
  const tag = new Uint8Array(12 + 4 * parameters.length);
  const view = new DataView(tag.buffer);
  put(tag, 0, 'para');
  view.setUint16(8, 3);
  for (const [index, parameter] of parameters.entries()) view.setInt32(12 + 4 * index, Math.round(parameter * 65_536));
  return tag;
}

function xyz(values: readonly number[]): Uint8Array {
  const tag = new Uint8Array(20);
  const view = new DataView(tag.buffer);
  put(tag, 0, 'XYZ ');
  for (const [index, value] of values.entries()) view.setInt32(8 + 4 * index, Math.round(value * 65_536));
  return tag;
}

function put(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), at);
}
