import type { Express, Response } from 'express';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import { API_BASE, OPERATIONS } from '../../server/http/openapi/document.ts';
import type { Operation } from '../../server/http/openapi/operation.ts';
import { OPERATION_PROBLEMS } from '../../server/http/openapi/problems.ts';
import { PROBLEM_STATUS } from '../../server/http/problem.ts';

/** No route answers with it: a test that meets it reads in the body what is not documented. */
const UNDOCUMENTED = 599;

/** Has the app answer 599 wherever it would send what the description of the API does not name: a status, type or code. */
export function refuseUndocumentedAnswers(app: Express): void {
  const { send } = app.response;
  app.response.send = function checkedSend(this: Response, body: unknown) {
    const fault = undocumented(this, body);
    if (fault === null) return send.call(this, body);
    this.status(UNDOCUMENTED).type('text/plain');
    return send.call(this, fault);
  };
}

function undocumented(response: Response, body: unknown): string | null {
  const { method, originalUrl } = response.req;
  const operation = operationOf(method, originalUrl.split('?', 1)[0] ?? '');
  if (operation === undefined) return null;
  const { id, answers } = operation;
  const { statusCode } = response;
  const type = String(response.get('Content-Type') ?? 'application/json').split(';', 1)[0];
  const answer = answers[statusCode];
  if (answer !== undefined) {
    const expected = answer.content === 'pdf' ? 'application/pdf' : 'application/json';
    return type === expected || typeof body === 'object' ? null : `${id} answers ${statusCode} with ${type}`;
  }
  const code: ProblemCode = JSON.parse(String(body)).code;
  const isDocumented = (OPERATION_PROBLEMS[id] as readonly ProblemCode[]).includes(code);
  if (isDocumented && PROBLEM_STATUS[code] === statusCode && type === 'application/problem+json') return null;
  return `${id} is not documented to answer ${statusCode} with ${code} as ${type}`;
}

const PATHS = OPERATIONS.map((operation) => {
  const path = `${API_BASE}${operation.path.replace(/\{\w+\}/g, '[^/]+')}`;
  return { operation, expression: new RegExp(`^${path}/?$`, 'i') };
});

/** The operation that a request asks for; none for another address or method. */
function operationOf(method: string, path: string): Operation | undefined {
  const asked = method === 'HEAD' ? 'get' : method.toLowerCase();
  return PATHS.find(({ operation, expression }) => operation.method === asked && expression.test(path))?.operation;
}
