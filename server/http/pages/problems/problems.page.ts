import type { RequestHandler } from 'express';
import { FIELD_CODES, PROBLEM_CODES, type ProblemCode } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { OPERATIONS } from '../../openapi/document.ts';
import { operationsRefusing } from '../../openapi/problems.ts';
import { PROBLEM_STATUS, RETRY_AFTER_SECONDS } from '../../problem.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** Lists every code that the service refuses with. */
export function problemsPage(words: Words, render: PageRenderer): RequestHandler {
  return (_request, response) =>
    render(response, words, 'problems', {
      title: words.text('pages.problems.title'),
      path: 'problems',
      problems: PROBLEM_CODES.map((code) => codeView(code, words)),
    });
}

/** What one code means and what to do about it: the page that the `type` of a problem names. */
export function problemPage(words: Words, render: PageRenderer): RequestHandler<{ code: string }> {
  return (request, response, next) => {
    const code = PROBLEM_CODES.find((known) => known === request.params.code);
    if (code === undefined) return next();
    const refusing = new Set(operationsRefusing(code));
    const status = PROBLEM_STATUS[code];
    render(response, words, 'problem', {
      ...codeView(code, words),
      title: words.outline(`errors.${code}.sentence`),
      path: `problems/${code}`,
      retryAfter: status === 503 ? RETRY_AFTER_SECONDS : null,
      operations: OPERATIONS.filter(({ id }) => refusing.has(id)),
      fields: code === 'request-not-valid' ? FIELD_CODES.map((field) => wordsOf(field, words)) : [],
    });
  };
}

function codeView(code: ProblemCode, words: Words) {
  return { ...wordsOf(code, words), status: PROBLEM_STATUS[code] };
}

function wordsOf(code: string, words: Words) {
  return {
    code,
    sentence: words.outline(`errors.${code}.sentence`),
    remedy: words.outline(`errors.${code}.remedy`),
  };
}
