import type { FileFinding } from '#core/confirmation/errors.ts';

const MAX_REMARKS = 100;

/** Collects what two viewers could read in two ways: each code once, with the places where it was met. */
export class Findings {
  readonly #codes = new Set<FileFinding>();
  readonly #remarks: string[] = [];

  /** Notes a finding; `detail` is for the log, `offset` a byte position. Only the first hundred details are kept. */
  add(code: FileFinding, detail: string, offset: number | null = null): void {
    this.#codes.add(code);
    if (this.#remarks.length < MAX_REMARKS) {
      this.#remarks.push(`${code}: ${detail}${offset === null ? '' : ` (at byte ${offset})`}`);
    }
  }

  /** The codes, in the order in which they were met. */
  get codes(): readonly FileFinding[] {
    return [...this.#codes];
  }

  get remarks(): readonly string[] {
    return [...this.#remarks];
  }
}
