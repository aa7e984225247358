import type { Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { tellProblem } from '../../problem.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** The page of a refusal. What somebody may not do or see is not there for them. */
export function renderRefusal(response: Response, words: Words, render: PageRenderer, { code, data }: Problem): void {
  tellProblem(response, code);
  renderErrorPage(response, words, render, code === 'not-permitted' ? 'not-found' : code, data);
}
