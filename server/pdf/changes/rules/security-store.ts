import {
  entry,
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '../../reader/values.ts';
import { ALLOWED, type Rule } from '../difference.ts';
import type { View } from '../view.ts';

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
  return isDict(store) && isStore(view, store) && isKept(view, view.before(before)) ? ALLOWED : null;
};

function isKept(view: View, store: PdfValue): boolean {
  if (!isDict(store)) return true;
  return [...LISTS].every((key) => {
    const list = view.before(entry(store, key));
    return !isArray(list) || list.every((item) => view.after(item) === null || view.same(item, item));
  });
}

function isStore({ after }: View, store: PdfDict): boolean {
  for (const [key, value] of store.entries) {
    const resolved = after(value);
    if (key === 'Type') {
      if (nameOf(resolved) !== 'DSS') return false;
    } else if (LISTS.has(key)) {
      if (!isListOfStreams(after, resolved)) return false;
    } else if (key !== 'VRI' || !isDict(resolved) || !isValidationInformation(after, resolved)) return false;
  }
  return true;
}

function isValidationInformation(after: View['after'], vri: PdfDict): boolean {
  for (const [key, value] of vri.entries) {
    if (key === 'Type') continue;
    const one = after(value);
    if (!SIGNATURE_HASH.test(key) || !isDict(one)) return false;
    for (const [name, part] of one.entries) {
      const resolved = after(part);
      const fits =
        (name === 'Type' && nameOf(resolved) === 'VRI') ||
        (name === 'TU' && isString(resolved)) ||
        (name === 'TS' && isStream(resolved)) ||
        (LISTS_OF_ONE.has(name) && isListOfStreams(after, resolved));
      if (!fits) return false;
    }
  }
  return true;
}

/** Streams of nothing but their data: one that is also a form or an image is something else. */
function isListOfStreams(after: View['after'], value: PdfValue): boolean {
  if (!isArray(value)) return false;
  return value.map(after).every((item) => isStream(item) && entry(item.dict, 'Subtype') === null);
}
