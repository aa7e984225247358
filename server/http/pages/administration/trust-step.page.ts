import type { Request, Response } from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import type { AskedTrust } from '../../../app/trust/proposed-trust.ts';
import { type Action, isPermitted } from '../../../model/access/permissions.ts';
import type { RegisteredAnchor, SuspensionTarget } from '../../../ports/trust-register.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { field, problemErrors } from '../accounts/account-form.ts';
import { refusedForm } from '../accounts/page-tools.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageHandlers } from '../form-routes.ts';
import { addressQuery } from '../page-query.ts';
import { backToTrust, foundAnchor, isForNobody } from './trust.page.ts';
import { TRUST_PATH, type TrustDone, type TrustTools } from './trust-pages.ts';
import { anchorFacts, effectView } from './trust-view.ts';

type Step = 'suspend' | 'resume';

const STEPS: Readonly<Record<Step, { readonly action: Action; readonly done: TrustDone }>> = {
  suspend: { action: 'suspend-trust', done: 'suspended' },
  resume: { action: 'propose-trust', done: 'proposed' },
};

/** Suspends an anchor or one of its manufacturers at once, or proposes that it counts again: asked with what it touches. */
export function trustStepPage(tools: TrustTools, step: Step): PageHandlers {
  const { trust, words, render } = tools;
  const { action, done } = STEPS[step];
  const act = (target: SuspensionTarget, request: Request, response: Response): Promise<Result<unknown>> => {
    const reason = field(request.body, 'reason');
    const actor = actorOf(response);
    if (step === 'resume') return trust.propose({ kind: 'resume', target }, { reason }, actor);
    return trust.suspend(target, { reason, code: field(request.body, 'code').trim() }, actor);
  };
  return {
    get: async (request, response) => {
      if (!isPermitted(actorOf(response), action)) return renderErrorPage(response, words, render, 'not-permitted');
      const anchor = await foundAnchor(tools, response, String(request.params.id));
      if (anchor !== null) await showStep(tools, response, { step, anchor, target: targetOf(request), reason: '' }, []);
    },
    post: async (request, response) => {
      const target = targetOf(request);
      const acted = await act(target, request, response);
      if (acted.ok) return backToTrust(response, tools, done);
      const { problem } = acted;
      if (isForNobody(problem)) return renderErrorPage(response, words, render, problem.code);
      const anchor = await foundAnchor(tools, response, target.anchor);
      if (anchor === null) return;
      const at = problem.code === 'code-wrong' ? 'code' : 'reason';
      const errors = refusedForm(response, problem, at, words);
      await showStep(tools, response, { step, anchor, target, reason: field(request.body, 'reason') }, errors);
    },
  };
}

function targetOf({ params, query }: Request): SuspensionTarget {
  const manufacturer = field(query, 'manufacturer');
  return { anchor: String(params.id), manufacturer: manufacturer === '' ? null : manufacturer };
}

type Shown = {
  readonly step: Step;
  readonly anchor: RegisteredAnchor;
  readonly target: SuspensionTarget;
  readonly reason: string;
};

async function showStep(
  { trust, clock, words, render }: TrustTools,
  response: Response,
  { step, anchor, target, reason }: Shown,
  errors: readonly FormError[],
): Promise<void> {
  const asked: AskedTrust = { kind: step, target };
  const foreseen = await trust.foresee(asked, actorOf(response));
  // What cannot be done at all is said before anything is typed.
  if (!foreseen.ok && errors.length === 0) setStatus(response, foreseen.problem.code);
  const told = !foreseen.ok && errors.length === 0 ? problemErrors(foreseen.problem, 'step', words) : errors;
  const { manufacturer } = target;
  render(response, words, 'administration/trust-step', {
    title: words.text(`administration.trust.steps.${step}.title`, { anchor: anchor.id }),
    path: `${TRUST_PATH}/anchors/${anchor.id}/${step}`,
    query: addressQuery({ manufacturer: manufacturer ?? '' }),
    back: `${TRUST_PATH}/anchors/${anchor.id}`,
    ...{ step, manufacturer, reason },
    anchor: anchorFacts(anchor, clock.now()),
    effect: foreseen.ok ? effectView(foreseen.value, words) : null,
    ...errorsModel(told, words),
  });
}
