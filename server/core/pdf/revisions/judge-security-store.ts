import { isRegular, positionsOf } from '#core/pdf/syntax/characters.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
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
import { EXEMPT } from './exempt.ts';
import { areAmong, type View } from './finding.ts';

const LISTS = new Set(['Certs', 'OCSPs', 'CRLs', 'Cert', 'OCSP', 'CRL']);
const SIGNATURE_HASH = /^[0-9A-Fa-f]{40,128}$/;

/**
 * Whether the document security store of the later revision (ISO 32000-2, 12.8.4.3) is made of dictionaries and lists of
 * validation data, and of nothing else.
 */
export function isSoundSecurityStore(view: View): boolean {
  const store = view.after(entry(catalogOf(view.file, view.revision), 'DSS'));
  if (!isDict(store) || !areAmong(store.entries.keys(), EXEMPT.securityStore)) return false;
  return [...store.entries].every(([key, value]) => {
    const resolved = view.after(value);
    if (key === 'Type') return nameOf(resolved) === 'DSS';
    if (key !== 'VRI') return isList(view, resolved);
    return isDict(resolved) && [...resolved.entries].every(([hash, one]) => isInformation(view, hash, view.after(one)));
  });
}

function isInformation(view: View, hash: string, value: PdfValue): boolean {
  if (hash === 'Type') return nameOf(value) === 'VRI';
  if (!SIGNATURE_HASH.test(hash) || !isDict(value)) return false;
  if (!areAmong(value.entries.keys(), EXEMPT.validationInformation)) return false;
  return [...value.entries].every(([key, part]) => isInformationPart(view, key, view.after(part)));
}

function isInformationPart(view: View, key: string, value: PdfValue): boolean {
  if (LISTS.has(key)) return isList(view, value);
  if (key === 'TS') return isValidationStream(view, value);
  return key === 'TU' ? isString(value) : nameOf(value) === 'VRI';
}

function isList(view: View, value: PdfValue): boolean {
  return isArray(value) && value.every((item) => isValidationStream(view, view.after(item)));
}

function isValidationStream(view: View, value: PdfValue): boolean {
  if (!isStream(value)) return false;
  const known = view.validationStreams.get(value);
  if (known !== undefined) return known;
  const isSound = isPlain(value.dict) && !readsAsWord(view.file.bytes, value) && isDer(view.file, value, view.revision);
  view.validationStreams.set(value, isSound);
  return isSound;
}

const FILTERS = new Set(['FlateDecode', 'ASCIIHexDecode']);

/** A stream of its data and nothing else, with one filter at most. */
function isPlain(dict: PdfDict): boolean {
  if (!areAmong(dict.entries.keys(), EXEMPT.validationStream)) return false;
  const filter = entry(dict, 'Filter');
  const filters = isArray(filter) ? filter : dict.entries.has('Filter') ? [filter] : [];
  return filters.length <= 1 && filters.every((one) => FILTERS.has(nameOf(one) ?? ''));
}

/** Words by which readers that rebuild a table find objects in the whole file. */
const WORDS = ['endobj', 'endstream', 'xref', 'trailer', '%%EOF'];

/** Whether the octets of a stream, as they lie in the file, hold one of these words, or `obj` as a token. */
function readsAsWord(bytes: Uint8Array, { start, end }: PdfStream): boolean {
  if (WORDS.some((word) => positionsOf(bytes, word, start, end).length > 0)) return true;
  return positionsOf(bytes, 'obj', start, end).some((at) => beginsToken(bytes, at));
}

/** Whether a token may begin at a position: some readers end one between a digit and a letter. */
export function beginsToken(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1];
  return !isRegular(before) || (before !== undefined && before >= 0x2b && before <= 0x39);
}

/** One SEQUENCE and nothing behind it (X.690, 10.1), as certificates, lists and answers are. */
function isDer(file: PdfFile, stream: PdfStream, revision: number): boolean {
  try {
    return isOneSequence(file.decode(stream, revision));
  } catch (fault) {
    if (fault instanceof PdfReadError && fault.code !== 'limit-exceeded') return false;
    throw fault;
  }
}

function isOneSequence(bytes: Uint8Array): boolean {
  const [tag, first] = bytes;
  if (tag !== 0x30 || first === undefined) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const octets = bytes.subarray(2, 2 + (first & 0x7f));
  const length = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const isShortest = octets.length > 0 && octets.length < 5 && octets[0] !== 0 && length >= 0x80;
  return isShortest && bytes.length === 2 + octets.length + length;
}
