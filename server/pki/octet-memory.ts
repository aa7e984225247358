import { octetKey } from './bytes.ts';

/** Most octets of a question that is remembered: a certificate and what signed it, but no long list. */
const MOST_OCTETS = 8 * 1024;

/** The latest answers to questions that are octet strings and have one answer for ever. */
export type OctetMemory<Answer> = {
  readonly recall: (question: readonly Uint8Array[]) => Answer | undefined;
  /** Long questions are not kept, so what a hostile file can fill is bounded. */
  readonly remember: (question: readonly Uint8Array[], answer: Answer) => void;
};

/**
 * A memory for pure questions only: the same octets must always have the same answer, whoever asks and whenever. The
 * certificates of a manufacturer and its authorities are in each of its documents; reading them and checking their
 * signatures again would take most of the time that a verification takes. Of more than `most` the one goes that was not
 * asked for longest.
 */
export function createOctetMemory<Answer>(most: number): OctetMemory<Answer> {
  const answers = new Map<string, Answer>();
  const keep = (key: string, answer: Answer) => {
    answers.delete(key);
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
  };
  return {
    recall: (question) => {
      const key = keyOf(question);
      const answer = key === null ? undefined : answers.get(key);
      if (key !== null && answer !== undefined) keep(key, answer);
      return answer;
    },
    remember: (question, answer) => {
      const key = keyOf(question);
      if (key !== null) keep(key, answer);
    },
  };
}

/** Each part after its length: no two questions have one key. */
function keyOf(question: readonly Uint8Array[]): string | null {
  if (question.reduce((sum, part) => sum + part.length, 0) > MOST_OCTETS) return null;
  return question.map((part) => `${part.length}:${octetKey(part)}`).join('');
}
