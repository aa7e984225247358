import type { Request, RequestHandler, Response } from 'express';
import type { TrustEffect } from '../../../app/trust/foresee-trust.ts';
import { MAX_ANCHOR_BYTES } from '../../../app/trust/read-anchor-file.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import type { TrustAnchor } from '../../../ports/trust-list.ts';
import type { ProposedTrust } from '../../../ports/trust-proposals.ts';
import { actorOf } from '../../actor-of.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { field } from '../accounts/account-form.ts';
import { refusedForm } from '../accounts/page-tools.ts';
import { errorText, type FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageHandlers } from '../form-routes.ts';
import { textOf } from '../requests/request-form.ts';
import { backToTrust, isForNobody } from './trust.page.ts';
import { TRUST_PATH, type TrustTools } from './trust-pages.ts';
import { anchorFacts, effectView, proposalView } from './trust-view.ts';

/** The most that the form of a checked anchor holds: a file of `MAX_ANCHOR_BYTES`, three signs for most of its characters. */
export const MAX_ANCHOR_FORM_BYTES = 4 * MAX_ANCHOR_BYTES;

type Form = { readonly id: string; readonly timeStamping: boolean; readonly replaces: string };
const EMPTY: Form = { id: '', timeStamping: false, replaces: '' };

/** Takes the file of an anchor, and shows all that it says before it is proposed. */
export function newAnchorPage(tools: TrustTools): PageHandlers {
  const { trust, words, render } = tools;
  return {
    get: async (_request, response) => {
      if (isPermitted(actorOf(response), 'propose-trust')) return showForm(tools, response, EMPTY, []);
      renderErrorPage(response, words, render, 'not-permitted');
    },
    post: async (request, response) => {
      if (!isPermitted(actorOf(response), 'propose-trust'))
        return renderErrorPage(response, words, render, 'not-permitted');
      const form: Form = {
        id: field(request.body, 'id').trim(),
        timeStamping: field(request.body, 'timeStamping') !== '',
        replaces: field(request.body, 'replaces'),
      };
      const [file] = uploadedFiles(request);
      const octets = new Uint8Array(file?.buffer ?? []);
      const read = trust.readFile({ name: file?.originalname ?? '', octets, ...form });
      if (!read.ok) return showForm(tools, response, form, refusedForm(response, read.problem, 'file', words));
      const change = additionOf(read.value, form.replaces);
      const foreseen = await trust.foresee(change, actorOf(response));
      if (!foreseen.ok) {
        const at = foreseen.problem.code.startsWith('replaced-') ? 'replaces' : 'file';
        return showForm(tools, response, form, refusedForm(response, foreseen.problem, at, words));
      }
      showChecked(tools, response, { change, reason: '', effect: foreseen.value }, []);
    },
  };
}

function additionOf(anchor: TrustAnchor, replaces: string): Addition {
  return { kind: 'add', anchor, replaces: replaces === '' ? null : replaces };
}
type Addition = Extract<ProposedTrust, { kind: 'add' }>;

/** An anchor as it was read; `effect` is null where it cannot be added any more. */
type Checked = { readonly change: Addition; readonly reason: string; readonly effect: TrustEffect | null };

async function showForm(
  { trust, words, render }: TrustTools,
  response: Response,
  form: Form,
  errors: readonly FormError[],
): Promise<void> {
  const read = await trust.read(actorOf(response));
  const own = read.ok ? read.value.anchors.filter(({ origin }) => origin === 'install') : [];
  render(response, words, 'administration/trust-new', {
    title: words.text('administration.trust.new.title'),
    path: `${TRUST_PATH}/new`,
    form,
    replaceable: own.map(({ id }) => ({ value: id, text: id, selected: id === form.replaces })),
    ...errorsModel(errors, words),
  });
}

/** What was read, once more before it is proposed. The file goes with the form: nothing is kept of what nobody proposed. */
function showChecked(
  { trust, clock, words, render }: TrustTools,
  response: Response,
  { change, reason, effect }: Checked,
  errors: readonly FormError[],
): void {
  render(response, words, 'administration/trust-step', {
    title: words.text('administration.trust.steps.add.title', { anchor: change.anchor.id }),
    path: `${TRUST_PATH}/new`,
    action: `${TRUST_PATH}/proposals`,
    back: `${TRUST_PATH}/new`,
    ...{ step: 'add', manufacturer: null, reason, replaces: change.replaces },
    file: trust.textOf(change.anchor),
    anchor: anchorFacts(change.anchor, clock.now()),
    effect: effect === null ? null : effectView(effect, words),
    ...errorsModel(errors, words),
  });
}

/** Proposes what was shown. */
export function proposeAnchorPage(tools: TrustTools): RequestHandler {
  const { trust, words, render } = tools;
  return async (request, response) => {
    const actor = actorOf(response);
    if (!isPermitted(actor, 'propose-trust')) return renderErrorPage(response, words, render, 'not-permitted');
    const octets = new TextEncoder().encode(textOf(request.body, 'anchor', MAX_ANCHOR_BYTES + 1));
    const read = trust.readFile({ name: field(request.body, 'name'), octets, id: '', timeStamping: false });
    if (!read.ok) return showForm(tools, response, EMPTY, refusedForm(response, read.problem, 'file', words));
    const change = additionOf(read.value, field(request.body, 'replaces'));
    const reason = field(request.body, 'reason');
    const proposed = await trust.propose(change, { reason }, actor);
    if (proposed.ok) return backToTrust(response, tools, 'proposed');
    if (isForNobody(proposed.problem)) return renderErrorPage(response, words, render, proposed.problem.code);
    const foreseen = await trust.foresee(change, actor);
    const checked = { change, reason, effect: foreseen.ok ? foreseen.value : null };
    showChecked(tools, response, checked, refusedForm(response, proposed.problem, 'reason', words));
  };
}

/** A proposal, with all that the second person binds everybody to. */
export function proposalPage(tools: TrustTools): RequestHandler {
  return (request, response) => showProposal(tools, request, response, '', []);
}

async function showProposal(
  tools: TrustTools,
  request: Request,
  response: Response,
  reason: string,
  errors: readonly FormError[],
): Promise<void> {
  const { trust, clock, words, render } = tools;
  const actor = actorOf(response);
  const read = await trust.read(actor);
  if (!read.ok) return renderErrorPage(response, words, render, read.problem.code);
  const proposal = read.value.proposals.find(({ id }) => id === request.params.id);
  if (proposal === undefined) return renderErrorPage(response, words, render, 'trust-proposal-unknown');
  const { change } = proposal;
  const anchor =
    change.kind === 'add' ? change.anchor : read.value.anchors.find(({ id }) => id === change.target.anchor);
  const foreseen = await trust.foresee(change, actor);
  const hindrance = await trust.approvalProblem(proposal, actor);
  render(response, words, 'administration/trust-proposal', {
    title: words.text('administration.trust.proposal.title'),
    path: `${TRUST_PATH}/proposals/${proposal.id}`,
    proposal: proposalView(proposal, words),
    anchor: anchor === undefined ? null : anchorFacts(anchor, clock.now()),
    effect: foreseen.ok ? effectView(foreseen.value, words) : null,
    hindrance: hindrance === null ? null : errorText(words, hindrance.code, hindrance.data),
    mayApprove: isPermitted(actor, 'approve-trust'),
    reason,
    ...errorsModel(errors, words),
  });
}

/** Approves it, or turns it down. What somebody else decided meanwhile is no fault: the list says how it stands. */
export function settleProposalPage(tools: TrustTools, step: 'approve' | 'reject'): RequestHandler {
  const { trust, words, render } = tools;
  return async (request, response) => {
    const id = String(request.params.id);
    const actor = actorOf(response);
    const [code, reason] = [field(request.body, 'code').trim(), field(request.body, 'reason')];
    const settled = await (step === 'approve'
      ? trust.approve(id, { code }, actor)
      : trust.reject(id, { reason }, actor));
    if (settled.ok) return backToTrust(response, tools, step === 'approve' ? 'approved' : 'rejected');
    const { problem } = settled;
    if (problem.code === 'trust-proposal-unknown') return backToTrust(response, tools, 'decided');
    if (isForNobody(problem)) return renderErrorPage(response, words, render, problem.code);
    const errors = refusedForm(response, problem, step === 'approve' ? 'code' : 'reason', words);
    await showProposal(tools, request, response, reason, errors);
  };
}
