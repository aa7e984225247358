import { concatenate } from '#core/pdf/additions/write-revision.ts';
import { readPages } from '#core/pdf/document/page-tree.ts';
import { nameText } from '#core/pdf/exact/print-value.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isStream,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { copiedKeys, copyFont } from './copy-font.ts';
import { CopyWriter, plainText } from './copy-writer.ts';
import { checkExpansion } from './expansion.ts';

const MOST_PAGES = 100;
/** pdf.js keeps some twenty kilobytes for each. */
const MOST_FONTS = 500;
const PAGE_KEYS = ['MediaBox', 'CropBox', 'Rotate'] as const;

/**
 * A PDF of some pages (indexes, counted from 0, in ascending order) with nothing but what places text: content streams
 * decoded, fonts without their programs, forms drawn on the page, stand-ins for images. Whatever reads it meets no
 * filter, image, font program, annotation or action, and no more bytes and forms than are counted here.
 * @throws PdfReadError `limit-exceeded`, `file-malformed` for what cannot be decoded or copied
 */
export function copyTextPages(file: PdfFile, indexes: readonly number[]): Uint8Array {
  if (indexes.length > MOST_PAGES) throw exceeded('pages');
  const copier = new Copier(file);
  const pages = readPages(file);
  return copier.copy(
    indexes.map((index) => {
      const page = pages[index];
      if (page === undefined) throw malformed(`no page ${index}`);
      return page.dict;
    }),
  );
}

/** Copies each font, form and resource dictionary once, whoever refers to it. */
class Copier {
  readonly #file: PdfFile;
  readonly #writer = new CopyWriter();
  readonly #numbers = new Map<PdfValue, number>();
  readonly #decoded = new Map<PdfStream, Uint8Array>();
  readonly #open: (() => void)[] = [];
  #fonts = 0;
  #image: number | null = null;

  constructor(file: PdfFile) {
    this.#file = file;
  }

  copy(pages: readonly PdfDict[]): Uint8Array {
    const writer = this.#writer;
    const [catalog, tree] = [writer.reserve(), writer.reserve()];
    writer.dict(catalog, `/Type/Catalog/Pages ${tree} 0 R`);
    const kids = pages.map((page) => `${this.#page(page, tree)} 0 R`);
    writer.dict(tree, `/Type/Pages/Count ${kids.length}/Kids[${kids.join(' ')}]`);
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) next();
    return writer.finish(catalog);
  }

  #page(page: PdfDict, tree: number): number {
    const writer = this.#writer;
    const [number, contents] = [writer.reserve(), writer.reserve()];
    const data = this.#contentsOf(page);
    const resources = this.#resolve(inherited(this.#file, page, 'Resources'));
    checkExpansion(this.#file, data, isDict(resources) ? resources : null, this.#decode);
    writer.stream(contents, '', data);
    const boxes = PAGE_KEYS.map((key) => {
      const text = plainText(inherited(this.#file, page, key), this.#resolve);
      return text === null ? '' : `/${key} ${text}`;
    }).join('');
    writer.dict(
      number,
      `/Type/Page/Parent ${tree} 0 R/Contents ${contents} 0 R${boxes}${this.#resourcesEntry(resources)}`,
    );
    return number;
  }

  /** The parts of a page's content are one stream, parted where a token may end (ISO 32000-2, 7.8.2). */
  #contentsOf(page: PdfDict): Uint8Array {
    const contents = this.#resolve(entry(page, 'Contents'));
    const chunks = (isArray(contents) ? contents : [contents]).flatMap((part) => {
      const stream = this.#resolve(part);
      return isStream(stream) ? [this.#decode(stream), Uint8Array.of(10)] : [];
    });
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return concatenate(chunks, length);
  }

  /** Each stream is decoded once, however many pages and forms draw it. */
  readonly #decode = (stream: PdfStream): Uint8Array => {
    const data = this.#decoded.get(stream) ?? this.#file.decode(stream);
    this.#decoded.set(stream, data);
    return data;
  };

  readonly #resolve = (value: PdfValue): PdfValue => this.#file.objects.resolve(value);

  /** The number of what is written once for a value: at once given, later written. */
  #once(value: PdfValue, write: (number: number) => void): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.#writer.reserve();
    this.#numbers.set(value, number);
    this.#open.push(() => write(number));
    return number;
  }

  #resourcesEntry(resources: PdfValue): string {
    if (!isDict(resources)) return '';
    return `/Resources ${this.#once(resources, (number) => this.#resources(number, resources))} 0 R`;
  }

  #resources(number: number, resources: PdfDict): void {
    const named = (key: string, copyOf: (value: PdfValue) => string) => {
      const dict = this.#resolve(entry(resources, key));
      const entries = isDict(dict) ? [...dict.entries] : [];
      return `/${key}<<${entries.map(([name, value]) => `${nameText(name)} ${copyOf(this.#resolve(value))}`).join('')}>>`;
    };
    const fonts = named('Font', (value) => this.#font(value));
    const forms = named('XObject', (value) => this.#drawn(value));
    const states = named('ExtGState', (value) => this.#state(value));
    this.#writer.dict(number, fonts + forms + states);
  }

  #font(font: PdfValue): string {
    if (!isDict(font)) return 'null';
    if (!this.#numbers.has(font) && ++this.#fonts > MOST_FONTS) throw exceeded('objects');
    return `${this.#once(font, (number) => copyFont(this.#file, this.#writer, number, font))} 0 R`;
  }

  /** A form, or a stand-in for an image: an image shows no text that could be selected. */
  #drawn(value: PdfValue): string {
    if (!isStream(value)) return 'null';
    if (nameOf(this.#resolve(entry(value.dict, 'Subtype'))) === 'Form')
      return `${this.#once(value, (number) => this.#form(number, value))} 0 R`;
    if (this.#image === null) {
      this.#image = this.#writer.reserve();
      this.#writer.stream(this.#image, '/Type/XObject/Subtype/Image', new Uint8Array());
    }
    return `${this.#image} 0 R`;
  }

  #form(number: number, form: PdfStream): void {
    const keys = copiedKeys(form.dict, ['BBox', 'Matrix'], this.#resolve);
    const resources = this.#resourcesEntry(this.#resolve(entry(form.dict, 'Resources')));
    this.#writer.stream(number, `/Type/XObject/Subtype/Form${keys}${resources}`, this.#decode(form));
  }

  /** Of a graphics state only its font matters here (ISO 32000-2, Table 57). */
  #state(state: PdfValue): string {
    const font = isDict(state) ? this.#resolve(entry(state, 'Font')) : null;
    if (!isArray(font)) return '<<>>';
    const size = plainText(font[1] ?? null, this.#resolve) ?? '0';
    return `<</Font[${this.#font(this.#resolve(font[0] ?? null))} ${size}]>>`;
  }
}

/** A page attribute, which nodes above may hold (ISO 32000-2, 7.7.3.4). */
function inherited(file: PdfFile, page: PdfDict, key: string): PdfValue {
  let node: PdfValue = page;
  for (let steps = 0; isDict(node) && steps <= file.limits.nesting; steps++) {
    const value = entry(node, key);
    if (value !== null) return value;
    const parent: PdfValue = entry(node, 'Parent');
    node = isRef(parent) ? file.objects.resolve(parent) : null;
  }
  return null;
}
