import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';

/**
 * Forged files that others made against an earlier version: each shows something else than what was signed, in one reader
 * at least. They are not part of this project.
 */
const FOLDER = path.join(
  process.env.VINSEAL_FINDINGS ?? path.join(import.meta.dirname, '../../../shared/findings'),
  'attacks',
);

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.pdf')) : [];
if (files.length === 0) console.warn(`SKIPPED: no forged files in ${FOLDER} (set VINSEAL_FINDINGS)`);

(files.length > 0 ? describe : describe.skip)('forged files are never clean', () => {
  test.each(files)('%s', async (name) => {
    const { outcome } = await inspectDocument(new Uint8Array(readFileSync(path.join(FOLDER, name))));
    expect(outcome).toMatch(/^(?:amended|suspect|unreadable)$/);
  });

  test('where a certification permits no changes, nor does a page, they are suspect', async () => {
    for (const name of files.filter((one) => /^A|-P1/.test(one))) {
      const { outcome } = await inspectDocument(new Uint8Array(readFileSync(path.join(FOLDER, name))));
      expect([name, outcome]).toEqual([name, expect.stringMatching(/^(?:suspect|unreadable)$/)]);
    }
  });
});
