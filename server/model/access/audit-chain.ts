import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ChainHead, RecordedEntry } from './audit-entry.ts';

/** What the first entry of a chain names as the hash before it. */
export const NO_PREVIOUS = '0'.repeat(64);

export type UnlinkedEntry = Omit<RecordedEntry, 'position' | 'previous' | 'hash'>;

/**
 * Gives an entry its place after the last one of its chain. Its hash is the SHA-256 of the canonical JSON (RFC 8785) of the
 * whole entry, stream, position and the former hash included: none can be changed, moved or left out afterwards without
 * changing the hash of every later one.
 */
export function linkEntry(entry: UnlinkedEntry, last: ChainHead | null): RecordedEntry {
  const { stream, at, actor, action, phase, subject, detail } = entry;
  const position = (last?.position ?? 0) + 1;
  const linked = { stream, position, previous: last?.hash ?? NO_PREVIOUS, at, actor, action, phase, subject, detail };
  return { ...linked, hash: hashOf(linked) };
}

function hashOf(entry: Omit<RecordedEntry, 'hash'>): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(entry))));
}

/** What no entry can hold, such as half a character, was written by somebody else. */
function isHashOf(content: Omit<RecordedEntry, 'hash'>, hash: string): boolean {
  try {
    return hashOf(content) === hash;
  } catch {
    return false;
  }
}

/** Where a chain does not hold: the first position, and why. */
export type ChainBreak = {
  readonly position: number;
  readonly problem:
    | 'entry-missing'
    | 'entry-altered'
    /** It does not follow from the entry before, which was replaced with its hash. */
    | 'link-broken'
    /** The log does not know where the chain ended, or an end that was known is another entry now. */
    | 'end-missing'
    | 'end-differs';
};

/** The first break in entries that follow `last` one after another; null where they hold. */
export function findBreak(entries: readonly RecordedEntry[], last: ChainHead | null): ChainBreak | null {
  let before = last;
  for (const entry of entries) {
    const position = (before?.position ?? 0) + 1;
    if (entry.position !== position) return { position, problem: 'entry-missing' };
    const { hash, ...content } = entry;
    if (!isHashOf(content, hash)) return { position, problem: 'entry-altered' };
    if (entry.previous !== (before?.hash ?? NO_PREVIOUS)) return { position, problem: 'link-broken' };
    before = entry;
  }
  return null;
}
