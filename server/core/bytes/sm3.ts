/** SM3 (GB/T 32905-2016), which neither WebCrypto nor a library that is used here has. */

const BLOCK = 64;
const ROUNDS = 64;
const INITIAL = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;

/** The digest of the octets of `parts`, one after the other: 32 octets. */
export function sm3(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const state = Int32Array.from(INITIAL);
  const words = new Int32Array(ROUNDS + 4);
  const block = new Uint8Array(BLOCK);
  let filled = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    for (let offset = 0; offset < part.length; ) {
      const taken = Math.min(BLOCK - filled, part.length - offset);
      block.set(part.subarray(offset, offset + taken), filled);
      offset += taken;
      filled = (filled + taken) % BLOCK;
      if (filled === 0) compress(state, words, block);
    }
  }
  finish(state, words, block.fill(0, filled), { filled, length });
  const digest = new Uint8Array(state.length * 4);
  const view = new DataView(digest.buffer);
  state.forEach((word, index) => {
    view.setInt32(index * 4, word);
  });
  return digest;
}

/** Padding (§5.2): a one bit, zeros, and the length in bits, 64 of them. `block` is zero behind what it holds. */
function finish(
  state: Int32Array,
  words: Int32Array,
  block: Uint8Array,
  { filled, length }: { readonly filled: number; readonly length: number },
): void {
  block[filled] = 0x80;
  if (filled + 1 > BLOCK - 8) {
    compress(state, words, block);
    block.fill(0);
  }
  new DataView(block.buffer).setBigUint64(BLOCK - 8, BigInt(length) * 8n);
  compress(state, words, block);
}

/** One step of the iteration (§5.3): message expansion, then 64 rounds. `words` is scratch. */
function compress(state: Int32Array, words: Int32Array, block: Uint8Array): void {
  expand(words, block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < ROUNDS; round += 1) {
    const isEarly = round < 16;
    const constant = rotate(isEarly ? 0x79cc4519 : 0x7a879d8a, round % 32);
    const turned = rotate(a, 12);
    const ss1 = rotate((turned + e + constant) | 0, 7);
    const ss2 = ss1 ^ turned;
    const word = words[round] as number;
    const ff = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (word ^ (words[round + 4] as number))) | 0;
    const tt2 = (gg + h + ss1 + word) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] as number) ^ word;
  });
}

function expand(words: Int32Array, block: Uint8Array): void {
  const view = new DataView(block.buffer);
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(index * 4);
  const at = (index: number) => words[index] as number;
  for (let index = 16; index < words.length; index += 1) {
    const mixed = at(index - 16) ^ at(index - 9) ^ rotate(at(index - 3), 15);
    words[index] = mixed ^ rotate(mixed, 15) ^ rotate(mixed, 23) ^ rotate(at(index - 13), 7) ^ at(index - 6);
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
