import type { ProblemCode, WordData } from '#core/confirmation/errors.ts';

/** A request that a middleware refused. The error handlers answer in their own form, API or page, with the words of its code. */
export class RequestRefused extends Error {
  readonly code: ProblemCode;
  readonly data: WordData;

  constructor(code: ProblemCode, data: WordData = {}, cause?: unknown) {
    super(`request refused: ${code}`, { cause });
    this.code = code;
    this.data = data;
  }
}
