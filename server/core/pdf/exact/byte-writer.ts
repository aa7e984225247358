const DIGIT_0 = 0x30;
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** What a printer prints to. */
export type ByteSink = {
  /** Bytes printed so far. */
  readonly length: number;
  /** Text of which each character is a byte. */
  readonly text: (text: string) => void;
  /** An integer in decimal digits. */
  readonly integer: (value: number) => void;
  readonly data: (bytes: Uint8Array) => void;
  /** Octets in lower-case hex digits. */
  readonly hex: (bytes: Uint8Array) => void;
};

/** Bytes in the making: a document of 1,000 vehicles is printed of half a million pieces. */
export class ByteWriter implements ByteSink {
  #bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  /** `expected`: bytes that will about come together. */
  constructor(expected = 256) {
    this.#bytes = new Uint8Array(Math.max(expected, 16));
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }

  /** Text of which each character is a byte. */
  text(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#bytes[this.length++] = text.charCodeAt(at);
  }

  /** An integer in decimal digits. */
  integer(value: number): void {
    if (value < 0 || value > 0x7fffffff) {
      this.text(String(value));
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    this.#reserve(digits);
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      this.#bytes[at] = DIGIT_0 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += digits;
  }

  data(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Octets in lower-case hex digits. */
  hex(bytes: Uint8Array): void {
    this.#reserve(2 * bytes.length);
    for (let at = 0; at < bytes.length; at++) {
      const octet = bytes[at] as number;
      this.#bytes[this.length++] = HEX_DIGITS[octet >> 4] as number;
      this.#bytes[this.length++] = HEX_DIGITS[octet & 15] as number;
    }
  }

  /** What was written, without a copy. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }
}
