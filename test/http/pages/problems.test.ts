import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { FIELD_CODES, PROBLEM_CODES, type ProblemCode } from '#core/confirmation/errors.ts';
import { OPERATIONS } from '../../../server/http/openapi/document.ts';
import { OPERATION_PROBLEMS, operationsRefusing } from '../../../server/http/openapi/problems.ts';
import { LANGUAGES } from '../../../server/http/pages/languages.ts';
import { PROBLEM_STATUS, problemType } from '../../../server/http/problem.ts';
import { pagesApp, WORDS } from '../../support/pages-app.ts';

const app = pagesApp();
const SERVER = path.join(import.meta.dirname, '../../../server');

/** What the code names when it refuses, with the places. */
function codesInUse(): ReadonlySet<string> {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const refusals = files.flatMap((name) => [
    ...readFileSync(path.join(SERVER, name), 'utf8').matchAll(/(?:refuse|RequestRefused)\(\s*'([a-z-]+)'/g),
  ]);
  return new Set(refusals.map(([, code = '']) => code));
}

describe('the pages of the problems', () => {
  it.each(PROBLEM_CODES)('%s has one in every language', async (code) => {
    for (const { segment, locale } of LANGUAGES) {
      const answer = await request(app).get(`/${segment}/problems/${code}`);
      expect([answer.status, answer.text.includes('–.')]).toEqual([200, false]);
      expect(answer.text).toContain(`<html lang="${locale}"`);
      expect(answer.text).toContain(String(PROBLEM_STATUS[code]));
      for (const { id } of OPERATIONS.filter(({ id: known }) => operationsRefusing(code).includes(known)))
        expect(answer.text).toContain(`/${segment}/docs#${id}`);
    }
  });

  it('know every code that is used anywhere', () => {
    const used = [...codesInUse()];
    expect(used.length).toBeGreaterThan(60);
    expect(used.filter((code) => !PROBLEM_CODES.includes(code as ProblemCode))).toEqual([]);
  });

  it('name no operation for codes of the terminal and the pages alone', () => {
    const unnamed = PROBLEM_CODES.filter((code) => operationsRefusing(code).length === 0);
    // `not-found` and `method-not-allowed` belong to no operation; the others to commands, pages and `/metrics`.
    const ofTerminal =
      /^(?:anchor|replaced|trust|test-anchor|key|accounts-key|certificate|adoption|identity|organisation|access-key|revocation-list|person|invitation|invited|application|applications|applicant|exporter|own|last|request-forged|sign-in|provider|code|password|second-factor|passkeys?|reset|mail|notices-link|request-(?:unknown|changed|state|too)|attachment|spreadsheet|share-link|outlets?|registration-changed|manufacturer-list|too-many-(?:drafts|attachments|trust-proposals))-?/;
    expect(unnamed.filter((code) => !ofTerminal.test(code))).toEqual([
      'not-allowed',
      'not-found',
      'method-not-allowed',
      'manufacturer-not-listed',
      'seal-not-good',
      'archive-copy-not-accepted',
      'archive-copy-too-large',
      'other-file',
      'no-signed-revision',
      'result-not-found',
      'nothing-to-confirm',
      'batch-state-wrong',
      'batch-changed',
      'batch-approved-by-proposer',
      'batch-approved-by-inviter',
      'batch-paused-by-approver',
      'approval-too-old',
      'content-changed',
      'approver-not-active',
      'registry-restored',
      'grant-state-wrong',
      'grant-approved-by-proposer',
      'roles-not-proposed',
      'roles-approved-by-proposer',
      'roles-proposed-by-another',
    ]);
  });

  it('repeat no code in the table of an operation', () => {
    for (const codes of Object.values(OPERATION_PROBLEMS)) expect(new Set(codes).size).toBe(codes.length);
  });

  it('are found by the type of a problem, in the language of the reader', async () => {
    const answer = await request(app).get(problemType('busy')).set('Accept-Language', 'ru');
    expect([answer.status, answer.headers.location, answer.headers.vary]).toEqual([
      302,
      '/ru/problems/busy',
      expect.stringContaining('Accept-Language'),
    ]);
  });

  it('are listed', async () => {
    expect((await request(app).get('/problems')).headers.location).toBe('/en/problems');
    const { text } = await request(app).get('/zh/problems');
    for (const code of PROBLEM_CODES) expect(text).toContain(`href="/zh/problems/${code}"`);
  });

  it('name every code of a field where fields are at fault', async () => {
    const { text } = await request(app).get('/ru/problems/request-not-valid');
    for (const code of FIELD_CODES) expect(text).toContain(`<code>${code}</code>`);
  });

  it.each(['/en/problems/no-such-code', '/en/problems/constructor', '/en/problems/busy/x'])(
    '%s is none',
    async (address) => {
      expect((await request(app).get(address)).status).toBe(404);
    },
  );

  it('say what differs from case to case with an ellipsis', async () => {
    const { text } = await request(app).get('/en/problems/time-stamp-ends-too-soon');
    expect(text).toContain('… more days');
    expect(WORDS.ru.outline('errors.key-unknown.sentence')).toContain('…');
  });
});
