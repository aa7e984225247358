import { expect, test } from '@jest/globals';
import { openKeptAnswers } from '../../../server/outbound/revocation/kept-answers.ts';
import {
  MAX_ANSWER_BYTES,
  type RevocationAnswer,
  type RevocationAnswers,
} from '../../../server/ports/revocation-answers.ts';

const answer = (key: string, freshUntil: number, length = 4): RevocationAnswer => ({
  key,
  freshUntil,
  octets: new Uint8Array(length).fill(freshUntil),
});

/** A store that counts what it is asked. */
function counted(...kept: readonly RevocationAnswer[]) {
  const answers = new Map(kept.map((one) => [one.key, one]));
  const asked: string[] = [];
  const port: RevocationAnswers = {
    find: async (key, after) => {
      asked.push(`find ${key} ${after}`);
      const found = answers.get(key);
      return found !== undefined && found.freshUntil > after ? found : null;
    },
    put: async (one) => {
      asked.push(`put ${one.key}`);
      answers.set(one.key, one);
    },
  };
  return { port, asked };
}

test('what is fresh here is not asked for; of what is not, something newer', async () => {
  const { port, asked } = counted(answer('a', 100));
  let now = 50;
  const kept = openKeptAnswers({ answers: port, now: () => now });
  expect([await kept.read('a'), await kept.read('a')]).toEqual([answer('a', 100), answer('a', 100)]);
  expect(asked).toEqual(['find a 0']);
  now = 101;
  expect(await kept.read('a')).toEqual(answer('a', 100));
  await port.put(answer('a', 200), 1_000);
  expect(await kept.read('a')).toEqual(answer('a', 200));
  expect(asked.slice(1)).toEqual(['find a 100', 'put a', 'find a 100']);
});

test('what is too long for the store is used all the same, and forgotten when others come', async () => {
  const { port, asked } = counted();
  const kept = openKeptAnswers({ answers: port, now: () => 0, memoryBytes: MAX_ANSWER_BYTES + 10 });
  const long = answer('long', 100, MAX_ANSWER_BYTES + 1);
  await kept.write(long);
  expect(await kept.read('long')).toBe(long);
  expect(asked).toEqual([]);
  await kept.write(answer('other', 100, 20));
  expect(await kept.read('long')).toBeNull();
  expect((await kept.read('other'))?.octets).toHaveLength(20);
});

test('a store that answers nothing costs neither what was learnt nor its time again and again', async () => {
  let asked = 0;
  const away = () => {
    asked += 1;
    return Promise.reject(new Error('away'));
  };
  const kept = openKeptAnswers({ answers: { find: away, put: away }, now: () => 0 });
  expect(await kept.read('a')).toBeNull();
  await kept.write(answer('b', 100));
  expect([await kept.read('a'), await kept.read('b')]).toEqual([null, answer('b', 100)]);
  expect(asked).toBe(1);
});
