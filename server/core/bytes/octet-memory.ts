import { equalBytes } from './bytes.ts';

/** Most octets of a question that is remembered: a certificate and what signed it, but no long list. */
const MAX_OCTETS = 8 * 1024;

type Question = readonly Uint8Array[];

/** The latest answers to questions that are octet strings and have one answer for ever. */
export type OctetMemory<Answer> = {
  readonly recall: (question: Question) => Answer | undefined;
  /** Long questions are not kept, so what a hostile file can fill is bounded. */
  readonly remember: (question: Question, answer: Answer) => void;
};

type Entry<Answer> = { readonly question: Question; readonly answer: Answer };

/**
 * A memory for pure questions only: the same octets must always have the same answer, whoever asks and whenever. The
 * certificates of a manufacturer and its authorities are in each of its documents; reading them and checking their
 * signatures again would take most of the time that a verification takes. Of more than `most` the one goes that was not
 * asked for longest. Questions of one checksum push each other out, and never have each other's answer.
 */
export function createOctetMemory<Answer>(most: number): OctetMemory<Answer> {
  const entries = new Map<number, Entry<Answer>>();
  const keep = (key: number, entry: Entry<Answer>) => {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
  };
  return {
    recall: (question) => {
      if (isLong(question)) return undefined;
      const key = checksum(question);
      const entry = entries.get(key);
      if (entry === undefined || !isSame(entry.question, question)) return undefined;
      keep(key, entry);
      return entry.answer;
    },
    remember: (question, answer) => {
      if (isLong(question)) return;
      // Copies: a view would keep the whole file that it lies in, and could be changed under the answer.
      keep(checksum(question), { question: question.map((part) => part.slice()), answer });
    },
  };
}

function isLong(question: Question): boolean {
  return question.reduce((sum, part) => sum + part.length, 0) > MAX_OCTETS;
}

function isSame(one: Question, other: Question): boolean {
  return one.length === other.length && one.every((part, index) => equalBytes(part, other[index] ?? new Uint8Array()));
}

/** Found once: where globals are looked up by an interceptor, as under a test runner, the loop would take most of the time. */
const multiply = Math.imul;

/** FNV-1a of 32 bits: spreads the questions, and proves nothing. */
function checksum(question: Question): number {
  let sum = 0x811c9dc5;
  for (const part of question) {
    for (let index = 0; index < part.length; index += 1) sum = multiply(sum ^ (part[index] as number), 0x01000193);
  }
  return sum;
}
