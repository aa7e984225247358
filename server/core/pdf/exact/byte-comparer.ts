import type { ByteSink } from './byte-writer.ts';

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Compares what is printed with bytes that are there, piece by piece: a second copy of a file would cost more than printing. */
export class ByteComparer implements ByteSink {
  readonly #expected: Uint8Array;
  #same = true;
  length = 0;

  constructor(expected: Uint8Array) {
    this.#expected = expected;
  }

  /** Whether everything printed so far is there, and nothing behind it. */
  get isSame(): boolean {
    return this.#same && this.length === this.#expected.length;
  }

  text(text: string): void {
    for (let at = 0; at < text.length; at++) this.#octet(text.charCodeAt(at));
  }

  integer(value: number): void {
    this.text(String(value));
  }

  data(bytes: Uint8Array): void {
    if (this.#isHere(bytes)) {
      this.length += bytes.length;
      return;
    }
    for (let at = 0; at < bytes.length; at++) this.#octet(bytes[at] as number);
  }

  hex(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      const octet = bytes[at] as number;
      this.#octet(DIGITS[octet >> 4] as number);
      this.#octet(DIGITS[octet & 15] as number);
    }
  }

  #octet(octet: number): void {
    if (this.#expected[this.length++] !== octet) this.#same = false;
  }

  /** Whether these are the very bytes that are expected here, not others of the same value: data of streams are, as a rule. */
  #isHere(bytes: Uint8Array): boolean {
    const expected = this.#expected;
    return bytes.buffer === expected.buffer && bytes.byteOffset === expected.byteOffset + this.length;
  }
}
