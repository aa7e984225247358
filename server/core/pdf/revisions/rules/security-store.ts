import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { falseIfUnread } from '#core/pdf/revisions/same-drawing.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import {
  entry,
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

const LISTS = new Set(['Certs', 'OCSPs', 'CRLs']);
const LISTS_OF_ONE = new Set(['Cert', 'OCSP', 'CRL']);
const SIGNATURE_HASH = /^[0-9A-Fa-f]{40,128}$/;

/**
 * Validation data may be added at any time: they prove, and show nothing (ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4.2).
 * What was there before may be listed no more, but not become something else.
 */
export const securityStoreRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'security-store') return null;
  const store = view.after(after);
  if (!isDict(store)) return null;
  const old = view.before(before);
  const known = listedIn(view.before, old);
  const isNew = (item: PdfStream) => !known.has(item);
  const isData: IsData = (item) => isStream(item) && isPlain(item) && (!isNew(item) || isDer(view, item));
  return isStore(view, store, isData) && isKept(view, old) ? ALLOWED : null;
};

type IsData = (item: PdfValue) => boolean;

/** The streams that a store lists. */
function listedIn(resolve: View['before'], store: PdfValue): ReadonlySet<PdfValue> {
  if (!isDict(store)) return new Set();
  const lists = [...LISTS].map((key) => resolve(entry(store, key)));
  return new Set(lists.flatMap((list) => (isArray(list) ? list.map(resolve) : [])));
}

/** Streams of nothing but their data: one that is also a form or an image is something else. */
function isPlain(item: PdfStream): boolean {
  return entry(item.dict, 'Subtype') === null;
}

/** A SEQUENCE and nothing behind it, as certificates, lists and answers are. Anything else could lie there for later use. */
function isDer({ file, revision }: View, item: PdfStream): boolean {
  return falseIfUnread(() => isOneSequence(file.decode(item, revision)));
}

function isOneSequence(bytes: Uint8Array): boolean {
  const [tag, first] = bytes;
  if (tag !== 0x30 || first === undefined) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const octets = bytes.subarray(2, 2 + (first & 0x7f));
  const length = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return octets.length > 0 && bytes.length === 2 + octets.length + length;
}

function isKept(view: View, store: PdfValue): boolean {
  if (!isDict(store)) return true;
  return [...LISTS].every((key) => {
    const list = view.before(entry(store, key));
    return !isArray(list) || list.every((item) => view.after(item) === null || view.same(item, item));
  });
}

function isStore({ after }: View, store: PdfDict, isData: IsData): boolean {
  for (const [key, value] of store.entries) {
    const resolved = after(value);
    if (key === 'Type') {
      if (nameOf(resolved) !== 'DSS') return false;
    } else if (LISTS.has(key)) {
      if (!isListOf(isData, after, resolved)) return false;
    } else if (key !== 'VRI' || !isDict(resolved) || !isValidationInformation(after, resolved, isData)) return false;
  }
  return true;
}

function isValidationInformation(after: View['after'], vri: PdfDict, isData: IsData): boolean {
  for (const [key, value] of vri.entries) {
    if (key === 'Type') continue;
    const one = after(value);
    if (!SIGNATURE_HASH.test(key) || !isDict(one)) return false;
    for (const [name, part] of one.entries) {
      const resolved = after(part);
      const fits =
        (name === 'Type' && nameOf(resolved) === 'VRI') ||
        (name === 'TU' && isString(resolved)) ||
        (name === 'TS' && isData(resolved)) ||
        (LISTS_OF_ONE.has(name) && isListOf(isData, after, resolved));
      if (!fits) return false;
    }
  }
  return true;
}

function isListOf(isData: IsData, after: View['after'], value: PdfValue): boolean {
  return isArray(value) && value.map(after).every(isData);
}
