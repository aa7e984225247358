import { hash, verify } from '@node-rs/argon2';

/** argon2id as OWASP advises: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Computed at a time: each holds memory and a thread of libuv, which file access needs too. */
const AT_A_TIME = 2;
/** Waiting beyond that are refused: whoever tries passwords must not hold up those who know theirs. */
const MOST_WAITING = 50;

/** More is asked than can be computed. */
export class PasswordsBusy extends Error {
  readonly code = 'busy';
}

export type PasswordHash = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (asked: { readonly hash: string; readonly password: string }) => Promise<boolean>;
};

/** Hashes passwords in threads, a few at a time. One for each process. */
export function openPasswordHash(): PasswordHash {
  const turn = takeTurns(AT_A_TIME, MOST_WAITING);
  return {
    hash: (password) => turn(() => hash(password.normalize('NFC'), COST)),
    verify: (asked) => turn(() => verify(asked.hash, asked.password.normalize('NFC'))),
  };
}

/** Runs so many at a time; the others wait in order. */
function takeTurns(atATime: number, mostWaiting: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= atATime) {
      if (waiting.length >= mostWaiting) throw new PasswordsBusy('too many passwords are being computed');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
