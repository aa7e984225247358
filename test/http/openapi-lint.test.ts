import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openApiDocument } from '../../server/http/openapi/document.ts';
import { WORDS } from '../support/pages-app.ts';

const REDOCLY = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')),
  'bin/cli.js',
);
/** It asks nobody for a newer version and tells nobody of its use. */
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Linted = { readonly totals: unknown; readonly problems: readonly { ruleId: string; message: string }[] };

function lint(document: object): Linted {
  const file = path.join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const args = [REDOCLY, 'lint', '--extends', 'recommended', '--format', 'json', file];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...QUIET } });
  if (!stdout.startsWith('{')) throw new Error(`redocly did not lint: ${stderr}`);
  return JSON.parse(stdout);
}

test('the description of the API has neither errors nor warnings by the recommended rules of Redocly', () => {
  const { problems, totals } = lint(openApiDocument(WORDS.en));
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  expect(totals).toMatchObject({ errors: 0, warnings: 0 });
}, 60_000);

test('it would find an operation without a summary, and an example that does not fit', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(WORDS.en)));
  delete document.paths['/keys'].get.summary;
  document.components.examples['problem-busy'].value.status = 'busy';
  const rules = lint(document).problems.map(({ ruleId }) => ruleId);
  expect(rules).toEqual(expect.arrayContaining(['operation-summary', 'no-invalid-media-type-examples']));
}, 60_000);
