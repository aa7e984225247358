import type { FileFinding } from '#core/confirmation/errors.ts';
import type { FileNote, NotedInFile } from './notes.ts';

const MAX_REMARKS = 100;

/**
 * Collects what two viewers could read in two ways: each code once, with the places where it was met; and, apart from
 * that, what is odd and read alike by all.
 */
export class Findings {
  readonly #codes = new Set<FileFinding>();
  readonly #remarks: string[] = [];
  readonly #notes = new Map<FileNote, string>();

  /** Notes a finding; `detail` is for the log, `offset` a byte position. Only the first hundred details are kept. */
  add(code: FileFinding, detail: string, offset: number | null = null): void {
    this.#codes.add(code);
    if (this.#remarks.length < MAX_REMARKS) {
      this.#remarks.push(`${code}: ${detail}${offset === null ? '' : ` (at byte ${offset})`}`);
    }
  }

  /** Notes an oddity where it is first met: `offset` is a byte position, null for one in decoded data. */
  note(code: FileNote, offset: number | null): void {
    if (!this.#notes.has(code)) this.#notes.set(code, offset === null ? 'file' : `byte ${offset}`);
  }

  /** Each code once, in the order in which they were met. */
  get notes(): readonly NotedInFile[] {
    return [...this.#notes].map(([code, where]) => ({ code, where }));
  }

  /** The codes, in the order in which they were met. */
  get codes(): readonly FileFinding[] {
    return [...this.#codes];
  }

  get remarks(): readonly string[] {
    return [...this.#remarks];
  }
}
