import { readIndirectInteger, readIndirectObject, type Source } from './indirect-object.ts';
import { exceeded } from './limits.ts';
import { readObjectStream } from './object-stream.ts';
import type { ObjectHistory, RevisionList } from './revisions.ts';
import { type IndirectObject, isRef, isStream, type PdfRef, type PdfValue } from './values.ts';
import type { XrefEntry } from './xref-entry.ts';

/** Every object of every revision, read once and resolvable as of any of them. */
export class ObjectTable {
  readonly #source: Source;
  readonly #histories: ReadonlyMap<number, ObjectHistory>;
  readonly #newest: number;
  readonly #byEntry = new Map<XrefEntry, IndirectObject | null>();
  readonly #byOffset = new Map<number, IndirectObject | null>();
  readonly #streams = new Map<XrefEntry, readonly IndirectObject[]>();
  /** Object streams that are being read: one cannot be needed to read itself. */
  readonly #open = new Set<XrefEntry>();

  constructor(source: Source, list: RevisionList) {
    this.#source = source;
    this.#histories = list.histories;
    this.#newest = list.revisions.length - 1;
  }

  /** Reads everything; later look-ups only find. Throws `file-malformed` or `limit-exceeded`. */
  readAll(): void {
    for (const [number, history] of this.#histories) {
      for (const { revision, entry } of history) {
        if (entry.kind === 'in-use') this.#byEntry.set(entry, this.#readInFile(number, entry, revision));
      }
    }
    for (const [number, history] of this.#histories) {
      for (const { revision, entry } of history) {
        if (entry.kind === 'compressed') this.#byEntry.set(entry, this.#readCompressed(number, entry, revision));
      }
    }
  }

  /** The object of that number as a revision (the newest by default) knows it; null when it has none. */
  object(number: number, revision = this.#newest): IndirectObject | null {
    const entry = this.#entry(number, revision);
    return entry === null ? null : (this.#byEntry.get(entry) ?? null);
  }

  /** Follows references to a value as of a revision; null for a reference to nothing (ISO 32000-2, 7.3.10). */
  resolve(value: PdfValue, revision = this.#newest): PdfValue {
    let current = value;
    for (let steps = 0; isRef(current); steps++) {
      if (steps > this.#source.budget.limits.referenceChain) throw exceeded('referenceChain');
      current = this.#target(current, revision);
    }
    return current;
  }

  /** Numbers of the objects in use as of a revision. */
  numbers(revision = this.#newest): readonly number[] {
    return [...this.#histories.keys()].filter((number) => {
      const entry = this.#entry(number, revision);
      return entry !== null && entry.kind !== 'free';
    });
  }

  /** Every object that stands in the file itself, of all revisions. */
  inFile(): readonly IndirectObject[] {
    return [...this.#byOffset.values()].filter((object) => object !== null);
  }

  /** Every object of all revisions, those within object streams too. */
  everywhere(): readonly IndirectObject[] {
    return [...this.inFile(), ...[...this.#streams.values()].flat()];
  }

  #target(reference: PdfRef, revision: number): PdfValue {
    const object = this.object(reference.number, revision);
    if (object === null) return null;
    if (object.generation === reference.generation) return object.value;
    this.#source.findings.add(
      'object-mismatch',
      `${reference.number} ${reference.generation} R is of another generation`,
    );
    return null;
  }

  #entry(number: number, revision: number): XrefEntry | null {
    const history = this.#histories.get(number);
    if (history === undefined) return null;
    for (let i = history.length - 1; i >= 0; i--) {
      const step = history[i];
      if (step !== undefined && step.revision <= revision) return step.entry;
    }
    return null;
  }

  #readInFile(number: number, entry: XrefEntry & { kind: 'in-use' }, revision: number): IndirectObject | null {
    let object = this.#byOffset.get(entry.offset);
    if (object === undefined) {
      const inside = entry.offset > 0 && entry.offset < this.#source.bytes.length;
      const lengthOf = (reference: PdfRef) => this.#length(reference, revision);
      object = inside ? readIndirectObject(this.#source, entry.offset, lengthOf) : null;
      this.#byOffset.set(entry.offset, object);
    }
    if (object === null && entry.offset > 0)
      this.#source.findings.add('xref-broken', `object ${number} is not there`, entry.offset);
    if (object === null || (object.number === number && object.generation === entry.generation)) return object;
    this.#source.findings.add('object-mismatch', `${object.number} obj where ${number} should be`, entry.offset);
    return null;
  }

  /** An indirect /Length, which every later revision must leave as it is. */
  #length(reference: PdfRef, revision: number): number | null {
    const length = this.#integer(reference.number, revision);
    return length !== null && length === this.#integer(reference.number, this.#newest) ? length : null;
  }

  #integer(number: number, revision: number): number | null {
    const entry = this.#entry(number, revision);
    if (entry?.kind === 'in-use') return readIndirectInteger(this.#source, entry.offset, number);
    if (entry?.kind !== 'compressed') return null;
    const value = this.#readCompressed(number, entry, revision)?.value;
    return typeof value === 'number' && value >= 0 ? value : null;
  }

  #readCompressed(number: number, entry: XrefEntry & { kind: 'compressed' }, revision: number): IndirectObject | null {
    const container = this.#entry(entry.stream, revision);
    if (container === null || container !== this.#entry(entry.stream, this.#newest)) {
      this.#source.findings.add('object-mismatch', `object stream ${entry.stream} is replaced or missing`);
    }
    const object = container === null ? undefined : this.#readContents(entry.stream, container, revision)[entry.index];
    if (object?.number === number) return object;
    this.#source.findings.add('object-mismatch', `object ${number} is not in object stream ${entry.stream}`);
    return null;
  }

  #readContents(number: number, container: XrefEntry, revision: number): readonly IndirectObject[] {
    const known = this.#streams.get(container);
    if (known !== undefined) return known;
    if (container.kind !== 'in-use' || this.#open.has(container)) return [];
    this.#open.add(container);
    const object = this.#byEntry.get(container) ?? this.#readInFile(number, container, revision);
    const objects =
      object !== null && isStream(object.value) ? readObjectStream(this.#source, object, object.value) : [];
    this.#open.delete(container);
    this.#streams.set(container, objects);
    return objects;
  }

  /** Objects in object streams that no cross-reference entry of any revision names. */
  unnamed(): readonly IndirectObject[] {
    const named = new Set(this.#byEntry.values());
    return [...this.#streams.values()].flat().filter((object) => !named.has(object));
  }

  /** Numbers of the object streams that were read because an entry points into them. */
  containers(): ReadonlySet<number> {
    return new Set([...this.#streams.values()].flatMap((objects) => objects[0]?.container ?? []));
  }
}
