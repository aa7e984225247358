import { MAX_ANSWER_BYTES, type RevocationAnswer, type RevocationAnswers } from '../../ports/revocation-answers.ts';
import { createStoreAsker } from './ask-quickly.ts';

/** What was fetched, here and by other instances. */
export type KeptAnswers = {
  /** The newest under that key that is known, fresh or not; null for none. Never throws. */
  readonly read: (key: string) => Promise<RevocationAnswer | null>;
  /** Keeps it in place of what was there. Never throws: a store that cannot be written must not cost what was just learnt. */
  readonly write: (answer: RevocationAnswer) => Promise<void>;
};

export type KeepingAnswers = {
  readonly answers: RevocationAnswers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Bound of all together in the store, in bytes. */
  readonly maxBytes?: number;
  /** Bound of those that this process remembers, in bytes. */
  readonly memoryBytes?: number;
};

const MAX_BYTES = 200 * 1024 * 1024;
const MEMORY_BYTES = 64 * 1024 * 1024;

/**
 * Answers in the store, with a memory of those used last before it: what is fresh there is not asked for, and of what is not, the
 * store gives octets only where it has something newer. One that is too long for the store is remembered alone.
 */
export function openKeptAnswers(keeping: KeepingAnswers): KeptAnswers {
  const { answers, now, maxBytes = MAX_BYTES, memoryBytes = MEMORY_BYTES } = keeping;
  const memory = createMemory(memoryBytes);
  const ask = createStoreAsker();
  return {
    read: async (key) => {
      const known = memory.get(key);
      if (known !== null && now() <= known.freshUntil) return known;
      const newer = await ask(() => answers.find(key, known?.freshUntil ?? 0)).catch(() => null);
      if (newer !== null) memory.set(newer);
      return newer ?? known;
    },
    write: async (answer) => {
      memory.set(answer);
      if (answer.octets.length > Math.min(MAX_ANSWER_BYTES, maxBytes)) return;
      await ask(() => answers.put(answer, maxBytes)).catch(() => undefined);
    },
  };
}

/** At most so many bytes of what was used last. */
function createMemory(maxBytes: number) {
  const known = new Map<string, RevocationAnswer>();
  let bytes = 0;
  const forget = (key: string) => {
    bytes -= known.get(key)?.octets.length ?? 0;
    known.delete(key);
  };
  const set = (answer: RevocationAnswer) => {
    forget(answer.key);
    known.set(answer.key, answer);
    bytes += answer.octets.length;
    for (const key of known.keys()) {
      if (bytes <= maxBytes) return;
      forget(key);
    }
  };
  return {
    set,
    get: (key: string): RevocationAnswer | null => {
      const found = known.get(key);
      if (found !== undefined) set(found);
      return found ?? null;
    },
  };
}
