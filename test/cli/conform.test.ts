import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';

const SEALED = path.join(import.meta.dirname, '../fixtures/documents/form-2/sealed.pdf');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-conform-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Beside nothing: neither data folder nor network is touched. */
const conform = (...args: string[]) => cliInProcess(['conform', ...args, '--data', path.join(folder, 'none')]);

test('a sealed document conforms', async () => {
  const run = await conform(SEALED);
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain('vinseal.confirmation.v1');
});

test('everything wrong is said with code, pointer and words; files are judged one by one', async () => {
  const file = path.join(folder, 'wrong.json');
  writeFileSync(file, JSON.stringify({ format: 'vinseal.confirmation.v1', number: 'ASC', vehicles: [{ vin: 'X' }] }));
  const run = await conform(file, SEALED, '--json');
  expect(run.code).toBe(1);
  const [wrong, right] = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(wrong).toMatchObject({ file, conforms: false, isComplete: false });
  expect(wrong.problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: '/number', code: 'number-mistyped', detail: expect.stringMatching(/\w/) }),
      expect.objectContaining({ pointer: '/vehicles/0/vin', code: 'vin-length' }),
      expect.objectContaining({ pointer: '/exporter', code: 'required' }),
    ]),
  );
  expect(right).toMatchObject({ conforms: true, problems: [] });
  const plain = await conform(file);
  expect(plain.stdout).toContain('/vehicles/0/vin  vin-length');
});

test('a PDF without data, and a file that is not there', async () => {
  const file = path.join(folder, 'broken.pdf');
  writeFileSync(file, readFileSync(SEALED).subarray(0, 1000));
  const run = await conform(file, path.join(folder, 'nowhere.json'), '--json');
  expect(run.code).toBe(66);
  expect(JSON.parse(run.stdout).problems).toMatchObject([{ pointer: '', code: 'pdf-not-readable' }]);
});
