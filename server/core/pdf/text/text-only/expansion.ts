import { latin1, nameWithoutEscapes } from '#core/pdf/syntax/characters.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isDict,
  isStream,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

/** Forms that drawing one page may lead to, each as often as it is drawn. */
const MOST_DRAWN = 10_000;
/** Bytes of content that drawing one page may lead to: a letter is a byte, and costs two microseconds to place. */
const MOST_CONTENT_BYTES = 2 * 1024 * 1024;
/** Forms drawn within each other. */
const MOST_DEPTH = 16;

const NAME = /\/([^\s()<>[\]{}/%]*)/g;
const SPACE = /\s+/y;
const LINE_END = /[\r\n]/g;
const DRAW = /Do(?![^\s()<>[\]{}/%])/y;

/** Undoes the filters of a stream. */
export type Decode = (stream: PdfStream) => Uint8Array;

type Form = { readonly drawn: readonly string[]; readonly resources: PdfDict | null; readonly bytes: number };

/**
 * Counts what drawing a page leads to: forms that draw forms (ISO 32000-2, 8.10) can double with each level. What looks
 * like drawing but is not counts too.
 * @throws PdfReadError `limit-exceeded`; `file-malformed` for a form that cannot be decoded
 */
export function checkExpansion(file: PdfFile, content: Uint8Array, resources: PdfDict | null, decode: Decode): void {
  const known = new Map<PdfStream, Form>();
  const open = (stream: PdfStream, outer: PdfDict | null): Form => {
    const form = known.get(stream) ?? openForm(file, stream, outer, decode);
    known.set(stream, form);
    return form;
  };
  const page: Form = { drawn: namesDrawn(content), resources, bytes: content.length };
  let level = new Map<Form, number>([[page, 1]]);
  let drawn = 0;
  let bytes = 0;
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > MOST_DEPTH) throw exceeded('nesting');
    const next = new Map<Form, number>();
    for (const [form, times] of level) {
      drawn += times;
      bytes += times * form.bytes;
      if (drawn > MOST_DRAWN || bytes > MOST_CONTENT_BYTES) throw exceeded('inflatedBytes');
      for (const inner of formsOf(file, form, open)) next.set(inner, (next.get(inner) ?? 0) + times);
    }
    level = next;
  }
}

type OpenForm = (stream: PdfStream, outer: PdfDict | null) => Form;

function formsOf(file: PdfFile, { drawn, resources }: Form, open: OpenForm): readonly Form[] {
  const resolve = (value: PdfValue) => file.objects.resolve(value);
  const named = resources === null ? null : resolve(entry(resources, 'XObject'));
  if (!isDict(named)) return [];
  return drawn.flatMap((name) => {
    const stream = resolve(entry(named, name));
    if (!isStream(stream) || nameOf(resolve(entry(stream.dict, 'Subtype'))) !== 'Form') return [];
    return [open(stream, resources)];
  });
}

/** A form without resources of its own uses those of what draws it. */
function openForm(file: PdfFile, stream: PdfStream, outer: PdfDict | null, decode: Decode): Form {
  const own = file.objects.resolve(entry(stream.dict, 'Resources'));
  const data = decode(stream);
  return { drawn: namesDrawn(data), resources: isDict(own) ? own : outer, bytes: data.length };
}

/** Each `/Name Do`, comments between the two included. */
function namesDrawn(content: Uint8Array): readonly string[] {
  const text = latin1(content);
  const afterGap = gapsOf(text);
  const names: string[] = [];
  let drawn = 0;
  for (const { 0: found, 1: name = '', index } of text.matchAll(NAME)) {
    const end = index + found.length;
    DRAW.lastIndex = afterGap(end);
    // What stands in a comment before a `Do` is no name.
    if (index < drawn || DRAW.lastIndex === end || !DRAW.test(text)) continue;
    drawn = DRAW.lastIndex;
    names.push(nameWithoutEscapes(name));
    if (names.length > MOST_DRAWN) throw exceeded('inflatedBytes');
  }
  return names;
}

/** Where the space and comments end that begin at a place. Asked for ascending places it reads no line twice. */
function gapsOf(text: string): (at: number) => number {
  const ends = new Map<number, number>();
  let line = { start: 0, end: -1 };
  const afterLine = (at: number) => {
    if (at < line.start || at > line.end) {
      LINE_END.lastIndex = at;
      line = { start: at, end: LINE_END.exec(text)?.index ?? text.length };
    }
    return line.end + 1;
  };
  return (at) => {
    const comments: number[] = [];
    let end = afterSpace(text, at);
    while (text[end] === '%' && !ends.has(end)) {
      comments.push(end);
      end = afterSpace(text, afterLine(end));
    }
    end = ends.get(end) ?? end;
    for (const comment of comments) ends.set(comment, end);
    return end;
  };
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  return SPACE.test(text) ? SPACE.lastIndex : at;
}
