/** What is no person does not read as one where it proposed, approved or made something. */

import { expect, test } from '@jest/globals';
import { actorName, exactActorName } from '../../../server/app/access/actor-name.ts';
import { DEMONSTRATION } from '../../../server/model/access/actor.ts';
import { WORDS } from '../../support/pages-app.ts';

const KEY = { kind: 'key', id: 'k1', name: 'Zhang Wei' } as const;

test('a key is called one, a typed name too, and people are told apart where that matters', () => {
  expect(actorName(KEY, WORDS.en)).toBe('access key “Zhang Wei”');
  expect(actorName(KEY, WORDS['zh-CN'])).toBe('访问密钥“Zhang Wei”');
  expect(exactActorName(KEY, WORDS.ru)).toBe('ключ доступа «Zhang Wei»');
  expect(actorName({ ...KEY, kind: 'operator' }, WORDS.en)).toBe('Zhang Wei (at the terminal)');
  expect([actorName, exactActorName].map((named) => named({ ...KEY, kind: 'person' }, WORDS.en))).toEqual([
    ...['Zhang Wei', 'Zhang Wei (k1)'],
  ]);
  expect([actorName, exactActorName].map((named) => named(DEMONSTRATION, WORDS.en))).toEqual([
    ...['this service', 'demonstration'],
  ]);
});
