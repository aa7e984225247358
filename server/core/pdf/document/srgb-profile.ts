/** Bytes: profiles of sRGB have at most some thousands. */
const MOST_BYTES = 65_536;
const HEADER = 128;
const MOST_TAGS = 64;
/** Points of a curve: between fewer it could run otherwise. */
const LEAST_POINTS = 64;
/** How far a primary, of about 1, or a point of a curve, of 1, may lie from that of sRGB. */
const TOLERANCE = 0.02;

/** The primaries of sRGB, adapted to the D50 of profiles (IEC 61966-2-1; ICC.1:2022, annex E). */
const PRIMARIES = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const;
const CURVES = ['rTRC', 'gTRC', 'bTRC'] as const;
/** Tags with which a profile would map colours in another way than by its primaries and curves. */
const TABLES = /^(?:A2B|B2A|D2B|B2D|gamt|pre)/;

/**
 * Whether an ICC profile is that of sRGB by what it does with colours: its primaries and its curves (ICC.1:2022, 7.2 and
 * 8.4.3). Viewers show plain RGB like that anyway.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  if (profile.length < HEADER + 4 || profile.length > MOST_BYTES) return false;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (view.getUint32(0) !== profile.length || textAt(view, 36) !== 'acsp') return false;
  if (textAt(view, 12) !== 'mntr' || textAt(view, 16) !== 'RGB ' || textAt(view, 20) !== 'XYZ ') return false;
  const tags = readTags(view);
  if (tags === null || [...tags.keys()].some((name) => TABLES.test(name))) return false;
  const sameColours = Object.entries(PRIMARIES).every(([name, primary]) => isPrimary(tags.get(name), primary));
  return sameColours && CURVES.every((name) => isCurve(tags.get(name)));
}

type Tags = ReadonlyMap<string, DataView>;

/** Null where a tag stands twice or outside of the profile. */
function readTags(view: DataView): Tags | null {
  const count = view.getUint32(HEADER);
  const tags = new Map<string, DataView>();
  if (count > MOST_TAGS || HEADER + 4 + count * 12 > view.byteLength) return null;
  for (let at = HEADER + 4; at < HEADER + 4 + count * 12; at += 12) {
    const [name, offset, length] = [textAt(view, at), view.getUint32(at + 4), view.getUint32(at + 8)];
    if (tags.has(name) || offset + length > view.byteLength) return null;
    tags.set(name, new DataView(view.buffer, view.byteOffset + offset, length));
  }
  return tags;
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

/** ICC.1:2022, 10.31. */
function isPrimary(tag: DataView | undefined, primary: readonly number[]): boolean {
  if (tag === undefined || tag.byteLength < 20 || textAt(tag, 0) !== 'XYZ ') return false;
  return primary.every((part, index) => isNear(fixed(tag, 8 + 4 * index), part));
}

function fixed(tag: DataView, at: number): number {
  return tag.getInt32(at) / 65_536;
}

/** A table of points, a gamma, or the parameters of a curve (ICC.1:2022, 10.6 and 10.18). */
function isCurve(tag: DataView | undefined): boolean {
  if (tag === undefined || tag.byteLength < 12) return false;
  const type = textAt(tag, 0);
  if (type === 'para') return isParametricCurve(tag);
  const count = tag.getUint32(8);
  if (type !== 'curv' || 12 + 2 * count > tag.byteLength) return false;
  if (count === 1 && tag.byteLength >= 14) return isNear(tag.getUint16(12) / 256, 2.2, 0.05);
  if (count < LEAST_POINTS) return false;
  for (let index = 0; index < count; index++) {
    if (!isNear(tag.getUint16(12 + 2 * index) / 65_535, linear(index / (count - 1)))) return false;
  }
  return true;
}

/** The curve of sRGB itself: function type 3 with its five parameters. */
function isParametricCurve(tag: DataView): boolean {
  if (tag.getUint16(8) !== 3 || tag.byteLength < 32) return false;
  const parameters = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
  return parameters.every((parameter, index) => isNear(fixed(tag, 12 + 4 * index), parameter, 0.001));
}

/** The share of light of a share of signal (IEC 61966-2-1). */
function linear(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

function isNear(value: number, expected: number, tolerance = TOLERANCE): boolean {
  return Math.abs(value - expected) <= tolerance;
}
