import type { Request, RequestHandler, Response } from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import { exactActorName } from '../../../app/access/actor-name.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import { reachOf } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { manufacturerPath } from './manufacturer.page.ts';

/** What an administrator does to a key or a seal: shown first with what it concerns, then done. */
type Step = {
  readonly action: 'suspend-key' | 'activate-key' | 'approve-seal' | 'retire-seal';
  readonly concerns: string;
  /** The version of a seal that it is about. */
  readonly seal: { readonly manufacturerId: string; readonly version: number } | null;
  readonly run: (actor: Actor) => Promise<Result<unknown>>;
};

function stepOf(deps: AdministrationPages, { params }: Request): Step | null {
  const { kind, id, version, step } = params as Readonly<Record<string, string>>;
  if (id === undefined) return null;
  if (kind === 'keys' && step === 'suspend')
    return { action: 'suspend-key', concerns: id, seal: null, run: (actor) => deps.suspendKey(id, actor) };
  if (kind === 'keys' && step === 'activate')
    return { action: 'activate-key', concerns: id, seal: null, run: (actor) => deps.activateKey(id, actor) };
  if (kind !== 'seals' || !/^[1-9]\d{0,5}$/.test(version ?? '')) return null;
  const seal = { manufacturerId: id, version: Number(version) };
  const concerns = `${id} · ${version}`;
  if (step === 'approve')
    return { action: 'approve-seal', concerns, seal, run: (actor) => deps.approveSeal({ ...seal, actor }) };
  if (step === 'retire')
    return { action: 'retire-seal', concerns, seal, run: (actor) => deps.retireSeal({ ...seal, actor }) };
  return null;
}

/** Asks before a step is done. */
export function askStepPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const step = stepOf(deps, request);
    if (step === null || reachOf(actorOf(response), step.action) === 'none')
      return renderErrorPage(response, words, render, 'not-found');
    const facts = await sealFacts(deps, step, actorOf(response), words);
    render(response, words, 'administration/step', { ...stepModel(request, response, step, words), facts });
  };
}

/** Does it; done again, it changes nothing or says why not. */
export function doStepPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const step = stepOf(deps, request);
    if (step === null) return renderErrorPage(response, words, render, 'not-found');
    const done = await step.run(actorOf(response));
    if (done.ok) return response.redirect(303, backFrom(step, actorOf(response), words, `?done=${step.action}`));
    setStatus(response, done.problem.code);
    const errors = errorsModel(problemErrors(done.problem, 'step', words), words);
    const facts = await sealFacts(deps, step, actorOf(response), words);
    render(response, words, 'administration/step', { ...stepModel(request, response, step, words), ...errors, facts });
  };
}

/** What the second person binds their manufacturer to: which seal, for which days, proposed by whom. */
async function sealFacts(deps: AdministrationPages, { seal }: Step, actor: Actor, words: Words) {
  const found = seal === null ? null : await deps.manufacturer(seal.manufacturerId, actor);
  const version = found?.ok === true ? found.value.seals.find((one) => one.version === seal?.version) : undefined;
  if (found?.ok !== true || version === undefined) return null;
  const { from, until, data, proposedBy } = version;
  return {
    ...{ manufacturer: found.value.manufacturer.nameZh, from, until, recordCode: data.recordCode },
    proposedBy: exactActorName(proposedBy, words),
  };
}

function stepModel(request: Request, response: Response, step: Step, words: Words) {
  const { action, concerns, seal } = step;
  return {
    title: words.text(`administration.steps.${action}.title`),
    path: request.path.slice(1),
    text: words.text(`administration.steps.${action}.text`),
    submit: words.text(`administration.steps.${action}.submit`),
    ...{ concerns, back: backFrom(step, actorOf(response), words) },
    preview: seal === null ? null : `${manufacturerPath(seal.manufacturerId, words)}/seals/${seal.version}/preview`,
    warns: action !== 'approve-seal',
  };
}

/** To the manufacturer; from a key to the whole install, for whoever may see that. */
function backFrom({ seal }: Step, actor: Actor, words: Words, query = ''): string {
  if (seal !== null) return `${manufacturerPath(seal.manufacturerId, words)}${query}#seals`;
  const isOwn = actor.organisation?.kind === 'manufacturer';
  return `/${segmentOf(words.locale)}/${isOwn ? 'manufacturer' : 'administration'}${query}#keys`;
}
