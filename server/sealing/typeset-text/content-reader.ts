import { ContentTokens, type Operand } from '#core/pdf/syntax/content-tokens.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import { entry, isArray, nameOf, type PdfDict } from '#core/pdf/syntax/values.ts';
import { FontTexts } from './font-texts.ts';
import { type PlainFile, streamAt } from './plain-file.ts';
import type { CodeTexts } from './to-unicode.ts';

/** Form XObjects within each other. */
const MAX_FORMS = 8;
const MAX_SAVED = 64;
/** From this on, in all of its components, a colour of text cannot be told from paper. */
const PAPER = 0.9;

/** What `q` saves and `Q` restores, as far as text depends on it. */
type State = {
  readonly font: CodeTexts | null;
  /** The fill colour is that of paper. */
  readonly paper: boolean;
  readonly clipped: boolean;
};

const START: State = { font: null, paper: false, clipped: false };

/** What paints, places or marks, and says nothing about text. Every other operator must be understood or is refused. */
const SILENT = new Set(
  'cm w J j M d i m l c v y h re S s f f* B B* b b* n CS SC SCN G RG Tm Td TD TL Tc Tw Ts BMC BDC EMC'.split(' '),
);

/** What sets the fill colour to grey or RGB. */
const COLOURS = new Set(['g', 'rg', 'sc', 'scn']);

/** One run through a content stream. */
type Run = {
  readonly tokens: ContentTokens;
  readonly resources: PdfDict;
  readonly depth: number;
  readonly saved: State[];
  state: State;
  inText: boolean;
};

/** Reads the text that content streams show (ISO 32000-2, 9.4.3). Fonts are read once for all streams. */
export class ContentReader {
  readonly #file: PlainFile;
  readonly #fonts: FontTexts;
  #text = '';

  constructor(file: PlainFile) {
    this.#file = file;
    this.#fonts = new FontTexts(file);
  }

  /** The text of one stream, with that of the forms it draws. Throws `file-malformed`. */
  read(content: Uint8Array, resources: PdfDict): string {
    this.#text = '';
    this.#run(content, resources, START, 0);
    return this.#text;
  }

  #run(content: Uint8Array, resources: PdfDict, state: State, depth: number): void {
    const run: Run = { tokens: new ContentTokens(content), resources, depth, saved: [], state, inText: false };
    for (let operator = run.tokens.next(); operator !== ''; operator = run.tokens.next()) this.#apply(run, operator);
    if (run.saved.length > 0 || run.inText) throw malformed('a content stream that ends too early');
  }

  #apply(run: Run, operator: string): void {
    const { operands } = run.tokens;
    if (SILENT.has(operator)) return;
    switch (operator) {
      case 'q':
        if (run.saved.push(run.state) > MAX_SAVED) throw malformed('too many saved states');
        return;
      case 'Q':
        run.state = run.saved.pop() ?? fail('Q without q');
        return;
      case 'BT':
      case 'ET':
        if (run.inText === (operator === 'BT')) throw malformed(`${operator} where none can be`);
        run.inText = !run.inText;
        if (run.inText) this.#text += '\n';
        return;
      case 'Tf':
        run.state = { ...run.state, font: this.#select(run) };
        return;
      case 'Tr':
        if (run.tokens.count !== 1 || run.tokens.number(operands[0]) !== 0)
          throw malformed('text that is not simply filled');
        return;
      case 'Tj':
        this.#show(run, run.tokens.count === 1 ? operands[0] : undefined);
        return;
      case 'TJ':
        this.#showParts(run);
        return;
      case 'T*':
        this.#text += '\n';
        return;
      case "'":
      case '"':
        this.#text += '\n';
        this.#show(run, operands[run.tokens.count - 1]);
        return;
      case 'Do':
        this.#draw(run, operands[0]);
        return;
      case 'W':
      case 'W*':
        run.state = { ...run.state, clipped: true };
        return;
      default:
        run.state = this.#colour(run, operator);
    }
  }

  #select({ tokens, resources }: Run): CodeTexts {
    const [name, size] = tokens.operands;
    if (tokens.number(size) <= 0 || tokens.count !== 2) throw malformed('text without size');
    return this.#fonts.find(resources, nameIn(name));
  }

  #showParts(run: Run): void {
    const { operands, count } = run.tokens;
    if (count < 2 || operands[0] !== '[' || operands[count - 1] !== ']') throw malformed('TJ without its array');
    for (let i = 1; i < count - 1; i++) {
      const part = operands[i];
      if (typeof part !== 'number') this.#show(run, part);
    }
  }

  #show({ state, inText }: Run, codes: Operand | undefined): void {
    if (!(codes instanceof Uint8Array) || codes.length % 2 !== 0)
      throw malformed('no two-byte codes where text is shown');
    if (state.font === null || !inText) throw malformed('text without font, or outside a text object');
    if (state.paper || state.clipped) throw malformed('text that cannot be seen for certain');
    for (let at = 0; at < codes.length; at += 2) {
      const code = ((codes[at] as number) << 8) | (codes[at + 1] as number);
      this.#text += state.font[code] ?? fail(`a glyph whose text is not known: ${code}`);
    }
  }

  #draw({ tokens, resources, state, inText, depth }: Run, name: Operand | undefined): void {
    const forms = this.#file.dictAt(resources, 'XObject');
    const drawn = streamAt(this.#file, entry(forms, nameIn(name)));
    const subtype = nameOf(entry(drawn.dict, 'Subtype'));
    if (inText || tokens.count !== 1) throw malformed('Do where none can be');
    if (subtype === 'Image') return;
    if (subtype !== 'Form' || depth >= MAX_FORMS) throw malformed('neither an image nor a form of few levels');
    const own = this.#file.dictAt(drawn.dict, 'Resources');
    this.#run(this.#file.decode(drawn), own, state, depth + 1);
  }

  /** The fill colour. A pattern, an alpha or any other graphics state could hide text: they are refused. */
  #colour({ tokens, resources, state }: Run, operator: string): State {
    const { operands, count } = tokens;
    if (operator === 'cs') {
      if (!this.#isAdditive(resources, nameIn(operands[0]))) throw malformed('a colour space of another kind');
      return { ...state, paper: false };
    }
    if (!COLOURS.has(operator)) throw malformed(`the operator ${operator}`);
    if (count !== 1 && count !== 3) throw malformed('a colour of another kind');
    let paper = true;
    for (let i = 0; i < count; i++) paper = tokens.number(operands[i]) >= PAPER && paper;
    return { ...state, paper };
  }

  /** Grey or RGB, the device's or calibrated: all components at 1 are white. */
  #isAdditive(resources: PdfDict, name: string): boolean {
    if (name === 'DeviceGray' || name === 'DeviceRGB') return true;
    const space = this.#file.resolve(entry(this.#file.dictAt(resources, 'ColorSpace'), name));
    if (!isArray(space) || nameOf(space[0] ?? null) !== 'ICCBased') return false;
    const components = entry(streamAt(this.#file, space[1] ?? null).dict, 'N');
    return components === 1 || components === 3;
  }
}

function nameIn(operand: Operand | undefined): string {
  if (typeof operand !== 'string' || !operand.startsWith('/')) throw malformed('no name where one should be');
  return operand.slice(1);
}

function fail(detail: string): never {
  throw malformed(detail);
}
