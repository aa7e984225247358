import { malformed } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  nameOf,
  type PdfDict,
  type PdfRef,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { type PlainFile, streamAt } from './plain-file.ts';
import { type CodeTexts, readToUnicode } from './to-unicode.ts';

/** The fonts of a file by what their codes say, each read once. */
export class FontTexts {
  readonly #file: PlainFile;
  readonly #byObject = new Map<number, CodeTexts>();
  readonly #byName = new Map<PdfDict, Map<string, CodeTexts>>();

  constructor(file: PlainFile) {
    this.#file = file;
  }

  /** The font that resources know by a name. Throws `file-malformed` for any but a Type0 Identity-H one with /ToUnicode. */
  find(resources: PdfDict, name: string): CodeTexts {
    const known = this.#byName.get(resources) ?? new Map<string, CodeTexts>();
    this.#byName.set(resources, known);
    const found = known.get(name) ?? this.#readOnce(entry(this.#file.dictAt(resources, 'Font'), name));
    known.set(name, found);
    return found;
  }

  #readOnce(reference: PdfValue): CodeTexts {
    if (!isRef(reference)) throw malformed('a font that is no object of its own');
    const texts = this.#byObject.get(reference.number) ?? this.#read(reference);
    this.#byObject.set(reference.number, texts);
    return texts;
  }

  /** ISO 32000-2, 9.7.5: with Identity-H each code is two bytes. */
  #read(reference: PdfRef): CodeTexts {
    const font = this.#file.resolve(reference);
    if (!isDict(font) || nameOf(entry(font, 'Subtype')) !== 'Type0') throw malformed('a font that is not of Type0');
    if (nameOf(this.#file.resolve(entry(font, 'Encoding'))) !== 'Identity-H')
      throw malformed('a font of another encoding');
    const descendants = this.#file.resolve(entry(font, 'DescendantFonts'));
    if (!isArray(descendants) || descendants.length !== 1) throw malformed('a Type0 font without its one descendant');
    return readToUnicode(this.#file.decode(streamAt(this.#file, entry(font, 'ToUnicode'))));
  }
}
