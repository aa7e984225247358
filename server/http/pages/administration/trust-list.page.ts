import type { Response } from 'express';
import { isPermitted } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { field } from '../accounts/account-form.ts';
import { refusedForm } from '../accounts/page-tools.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageHandlers } from '../form-routes.ts';
import { backToTrust, isForNobody } from './trust.page.ts';
import { TRUST_PATH, type TrustTools } from './trust-pages.ts';

/** Gives a revocation list of an authority: it counts at once, as far as that authority's key signed it. */
export function revocationListPage(tools: TrustTools): PageHandlers {
  const { trust, words, render } = tools;
  const show = (response: Response, reason: string, errors: readonly FormError[]) =>
    render(response, words, 'administration/trust-list', {
      title: words.text('administration.trust.list.title'),
      path: `${TRUST_PATH}/revocation-list`,
      reason,
      ...errorsModel(errors, words),
    });
  return {
    get: async (_request, response) => {
      if (isPermitted(actorOf(response), 'add-revocation-list')) return show(response, '', []);
      renderErrorPage(response, words, render, 'not-permitted');
    },
    post: async (request, response) => {
      const [file] = uploadedFiles(request);
      const octets = new Uint8Array(file?.buffer ?? []);
      const name = (file?.originalname ?? '').slice(0, 100).toWellFormed();
      const [reason, code] = [field(request.body, 'reason'), field(request.body, 'code').trim()];
      const given = await trust.giveList({ file: name, octets }, { reason, code }, actorOf(response));
      if (given.ok) return backToTrust(response, tools, given.value.kind === 'added' ? 'list-added' : 'list-known');
      const { problem } = given;
      if (isForNobody(problem)) return renderErrorPage(response, words, render, problem.code);
      const at = problem.code.startsWith('revocation-list-') ? 'file' : 'code';
      show(response, reason, refusedForm(response, problem, at, words));
    },
  };
}
