/** Writes PDF bytes by hand, one byte per character: also the hostile ones that no library would write. */

export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

export function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

export type TableOptions = {
  /** Added to the trailer dictionary. */
  readonly trailer?: string;
  /** Instead of the entries that the writer knows: lines of 20 bytes by object number. */
  readonly lines?: Readonly<Record<number, string>>;
  readonly freed?: readonly number[];
  readonly size?: number;
  /** What follows `%%EOF`. */
  readonly end?: string;
  readonly startxref?: number;
};

/** One file in the making. Objects belong to the revision that the next `table` or `xrefStream` closes. */
export class PdfWriter {
  text: string;
  #offsets = new Map<number, number>();
  #compressed = new Map<number, readonly [number, number]>();
  #previous: number | null = null;
  #size = 1;

  constructor(header = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n') {
    this.text = header;
  }

  /** Adds bytes that belong to nothing. */
  raw(text: string): this {
    this.text += text;
    return this;
  }

  object(number: number, body: string): this {
    this.#offsets.set(number, this.text.length);
    this.#size = Math.max(this.#size, number + 1);
    return this.raw(`${number} 0 obj\n${body}\nendobj\n`);
  }

  stream(number: number, dict: string, data: string, length: number | string = data.length): this {
    return this.object(number, `<<${dict}/Length ${length}>>\nstream\n${data}\nendstream`);
  }

  /** An object stream, unfiltered, with the objects given as [number, text]. */
  objectStream(number: number, objects: readonly (readonly [number, string])[], dict = ''): this {
    let header = '';
    let body = '';
    objects.forEach(([inner, text], index) => {
      header += `${inner} ${body.length} `;
      body += `${text} `;
      this.#compressed.set(inner, [number, index]);
      this.#size = Math.max(this.#size, inner + 1);
    });
    return this.stream(number, `/Type/ObjStm/N ${objects.length}/First ${header.length}${dict}`, header + body);
  }

  /** Closes the revision with a classic table. */
  table(options: TableOptions = {}): this {
    const at = this.text.length;
    const numbers = [
      ...this.#offsets.keys(),
      ...(options.freed ?? []),
      ...Object.keys(options.lines ?? {}).map(Number),
    ];
    if (this.#previous === null) numbers.push(0);
    this.raw('xref\n');
    for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
      this.raw(`${number} 1\n${options.lines?.[number] ?? this.#line(number)}`);
    }
    const previous = this.#previous === null ? '' : `/Prev ${this.#previous}`;
    const size = options.size ?? this.#size;
    this.raw(`trailer\n<</Size ${size}/Root 1 0 R${previous}${options.trailer ?? ''}>>\n`);
    return this.#close(at, options);
  }

  /** Closes the revision with a cross-reference stream of that object number. */
  xrefStream(number: number, options: TableOptions & { readonly type?: string } = {}): this {
    const at = this.text.length;
    this.#offsets.set(number, at);
    this.#size = Math.max(this.#size, number + 1);
    const rows: [number, string][] = this.#previous === null ? [[0, field(0, 0, 0)]] : [];
    for (const [own, offset] of this.#offsets) rows.push([own, field(1, offset, 0)]);
    for (const [own, [stream, index]] of this.#compressed) rows.push([own, field(2, stream, index)]);
    rows.sort((a, b) => a[0] - b[0]);
    const index = rows.map(([own]) => `${own} 1`).join(' ');
    const previous = this.#previous === null ? '' : `/Prev ${this.#previous}`;
    const dict = `/Type/XRef/W[1 4 2]/Index[${index}]/Size ${this.#size}/Root 1 0 R${previous}${options.trailer ?? ''}`;
    const data = rows.map(([, row]) => row).join('');
    this.raw(`${number} 0 obj\n<<${dict}/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`);
    return this.#close(at, options);
  }

  /** The offset that an object of this revision has. */
  offsetOf(number: number): number {
    return this.#offsets.get(number) ?? -1;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return latin1Bytes(this.text);
  }

  #line(number: number): string {
    const offset = this.#offsets.get(number);
    return offset === undefined ? freeLine() : tableLine(offset);
  }

  #close(at: number, options: TableOptions): this {
    this.raw(`startxref\n${options.startxref ?? at}\n%%EOF${options.end ?? '\n'}`);
    this.#previous = at;
    this.#offsets = new Map();
    this.#compressed = new Map();
    return this;
  }
}

/** An entry in use, 20 bytes. */
export function tableLine(offset: number, generation = 0): string {
  return `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;
}

export function freeLine(): string {
  return '0000000000 65535 f \n';
}

function field(type: number, second: number, third: number): string {
  const bytes = [type, second >>> 24, second >>> 16, second >>> 8, second, third >>> 8, third];
  return String.fromCharCode(...bytes.map((byte) => byte & 0xff));
}

export const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
export const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
export const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>';

/** A page tree of one empty page, not yet closed; `catalog` is added to the catalog. */
export function onePage(catalog = '', writer = new PdfWriter()): PdfWriter {
  return writer.object(1, `<</Type/Catalog/Pages 2 0 R${catalog}>>`).object(2, PAGES).object(3, PAGE);
}

export const SIGNED_RANGE = '/ByteRange[0 ********** ********** **********]';

/** A signature dictionary whose byte range `fillByteRange` fills in. */
export function signatureDict(options: { readonly contents?: string; readonly more?: string } = {}): string {
  const contents = options.contents ?? `<${'3003020101'.padEnd(64, '0')}>`;
  const times = '/M(D:20260105093000Z)';
  return `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached${times}${options.more ?? ''}${SIGNED_RANGE}/Contents${contents}>>`;
}

/** Fills the first open byte range of a file so that it leaves out the hex string after it and ends with the file. */
export function fillByteRange(text: string, end = text.length): string {
  const at = text.indexOf(SIGNED_RANGE);
  const gap = text.indexOf('<', at + SIGNED_RANGE.length);
  const after = text.indexOf('>', gap) + 1;
  const [first, second, third] = [gap, after, end - after].map((value) => String(value).padStart(10, ' '));
  return text.replace(SIGNED_RANGE, `/ByteRange[0 ${first} ${second} ${third}]`);
}

export type SealedOptions = {
  readonly signature?: string;
  /** Added to the catalog. */
  readonly catalog?: string;
  readonly form?: string;
  readonly objects?: readonly (readonly [number, string])[];
};

/** A signed file of one revision, certified with P=1: field 4, signature 5. */
export function sealedPdf(options: SealedOptions = {}): string {
  const reference =
    '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]';
  const form = options.form ?? '/AcroForm<</Fields[4 0 R]/SigFlags 3>>/Perms<</DocMDP 5 0 R>>';
  const writer = onePage(form + (options.catalog ?? ''))
    .object(4, '<</FT/Sig/Type/Annot/Subtype/Widget/T(Seal)/V 5 0 R/Rect[0 0 0 0]/P 3 0 R>>')
    .object(5, options.signature ?? signatureDict({ more: reference }));
  for (const [number, body] of options.objects ?? []) writer.object(number, body);
  return fillByteRange(writer.table().text);
}
