import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { READS } from '../../../server/stores/mongo/read-table.ts';

/**
 * No router of a sharded cluster is here. What can be held without one are the tables of docs/scale.md against the schemas: a server
 * keeps an index unique only where it begins with the fields of the shard key, or with `_id`.
 */
const page = readFileSync(path.join(import.meta.dirname, '../../../docs/scale.md'), 'utf8');
const models = Object.values(modelsOf(createConnection()));

/** The cells of the table that follows a mark, without the names of its columns. */
function tableAfter(mark: string): readonly (readonly string[])[] {
  const [, text = ''] = page.split(`<!-- ${mark} -->\n`);
  const rows = text.split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands in code marks. */
const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

test('every collection has a shard key or a reason to lie on one shard', () => {
  const listed = tableAfter('shard keys').flatMap(([collections]) => names(collections));
  expect(listed.toSorted()).toEqual(models.map((model) => model.collection.name).toSorted());
});

test.each(tableAfter('shard keys').filter(([, key = '']) => key.startsWith('`')))(
  'the unique indexes that %s cannot keep under %s are named',
  (collection, key, blocking) => {
    const fields = names(key).flatMap((text) => [...text.matchAll(/(\w+):/g)].map(([, field = '']) => field));
    const model = models.find((candidate) => candidate.collection.name === names(collection)[0]);
    const standing = model?.schema.indexes().filter(([index, { unique }]) => {
      const own = Object.keys(index);
      return unique === true && own[0] !== '_id' && fields.some((field, place) => own[place] !== field);
    });
    expect(standing?.map(([, { name }]) => name)).toEqual(names(blocking));
  },
);

test('of every question it is said whether one shard answers it', () => {
  const listed = tableAfter('questions').flatMap(([questions]) => names(questions));
  expect(listed.toSorted()).toEqual(Object.keys(READS).toSorted());
});
