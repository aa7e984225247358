import type { Request, RequestHandler, Response } from 'express';
import { actorName } from '../../../app/access/actor-name.ts';
import type { ExaminedApplication } from '../../../app/applications/read-applications.ts';
import { type Application, endOf } from '../../../model/applications/application.ts';
import { actorOf } from '../../actor-of.ts';
import { field } from '../accounts/account-form.ts';
import { doneOf, leadTo, refusedForm } from '../accounts/page-tools.ts';
import { renderRefusal } from '../accounts/refusal.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { LANGUAGES } from '../languages.ts';
import { makerNames } from '../maker-names.ts';
import { addressQuery } from '../page-query.ts';
import { timeView } from '../texts.ts';
import type { ApplicationTools } from './application-pages.ts';

const DONE = ['accepted', 'refused', 'told', 'told-before'] as const;

/** The applications that whoever is signed in decides on: those that wait, or all. */
export function applicationsPage(tools: ApplicationTools): RequestHandler {
  const { deps, words, render } = tools;
  return async (request, response) => {
    const show = request.query.show === 'all' ? 'all' : '';
    const cursor = typeof request.query.cursor === 'string' ? request.query.cursor : null;
    const page = await deps.list({ isWaiting: show === '', cursor }, actorOf(response));
    if (!page.ok) return renderRefusal(response, words, render, page.problem);
    const makers = await makerNames(deps, words);
    const { items, nextCursor } = page.value;
    render(response, words, 'applications/list', {
      title: words.text('accounts.applications.title'),
      path: 'applications',
      query: addressQuery({ show }),
      filters: ['', 'all'].map((value) => ({
        ...{ query: addressQuery({ show: value }), current: value === show },
        text: words.text(value === '' ? 'accounts.applications.waiting' : 'accounts.applications.all'),
      })),
      applications: items.map((one) => applicationView(one, makers, words)),
      next: nextCursor === null ? null : addressQuery({ show, cursor: nextCursor }),
    });
  };
}

function applicationView(
  application: Application,
  makers: ReadonlyMap<string, string>,
  words: ApplicationTools['words'],
) {
  const { text } = words;
  const {
    id,
    version,
    company,
    uscc,
    name,
    email,
    locale,
    manufacturerId,
    purpose,
    state,
    createdAt,
    decision,
    toldAt,
  } = application;
  return {
    ...{ id, version, company, uscc, name, email, purpose, state },
    language: LANGUAGES.find((one) => one.locale === locale)?.name ?? locale,
    decider: manufacturerId === null ? text('accounts.operator') : (makers.get(manufacturerId) ?? manufacturerId),
    stateText: text(`accounts.applications.states.${state}`),
    at: timeView(createdAt),
    until: timeView(endOf(application)),
    told: toldAt === null ? null : timeView(toldAt),
    decision:
      decision === null
        ? null
        : { by: actorName(decision.by, words), at: timeView(decision.at), reason: decision.reason },
  };
}

/** One application with what is checked about it. */
export function applicationPage(tools: ApplicationTools): RequestHandler {
  const { words, render } = tools;
  return async (request, response) => {
    const found = await examined(tools, request, response);
    if (found === null) return;
    render(response, words, 'applications/application', {
      ...(await model(tools, found)),
      title: found.application.company,
      path: `applications/${found.application.id}`,
      done: doneOf(request, DONE),
    });
  };
}

/** Asks once more before an exporter is let in. */
export function acceptPage(tools: ApplicationTools): PageHandlers {
  const { deps, words, render } = tools;
  return {
    get: async (request, response) => {
      const found = await examined(tools, request, response);
      if (found === null) return;
      render(response, words, 'applications/accept', {
        ...(await model(tools, found)),
        title: words.text('accounts.applications.accept.title'),
        path: `applications/${found.application.id}/accept`,
      });
    },
    post: async (request, response) => {
      const accepted = await deps.accept(idOf(request), actorOf(response));
      if (!accepted.ok) return renderRefusal(response, words, render, accepted.problem);
      leadTo(response, words, `applications/${accepted.value.id}?done=accepted`);
    },
  };
}

/** Asks why, before an application is refused. */
export function refusePage(tools: ApplicationTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = async (
    response: Response,
    found: ExaminedApplication,
    reason: string,
    errors: readonly FormError[],
  ): Promise<void> =>
    render(response, words, 'applications/refuse', {
      ...(await model(tools, found)),
      title: words.text('accounts.applications.refuse.title'),
      path: `applications/${found.application.id}/refuse`,
      reason,
      ...errorsModel(errors, words),
    });
  return {
    get: async (request, response) => {
      const found = await examined(tools, request, response);
      if (found !== null) await show(response, found, '', []);
    },
    post: async (request, response) => {
      const reason = field(request.body, 'reason');
      const refused = await deps.refuse(idOf(request), { reason }, actorOf(response));
      if (refused.ok) return leadTo(response, words, `applications/${refused.value.id}?done=refused`);
      if (refused.problem.code !== 'request-not-valid') return renderRefusal(response, words, render, refused.problem);
      const found = await examined(tools, request, response);
      if (found !== null) await show(response, found, reason, refusedForm(response, refused.problem, 'reason', words));
    },
  };
}

/** Writes to the applicant again. */
export function tellPage({ deps, words, render }: ApplicationTools): RequestHandler {
  return async (request, response) => {
    const told = await deps.tellAgain(
      { id: idOf(request), version: Number(field(request.body, 'version')) },
      actorOf(response),
    );
    const isBefore = !told.ok && told.problem.code === 'application-changed';
    if (!told.ok && !isBefore) return renderRefusal(response, words, render, told.problem);
    leadTo(
      response,
      words,
      `applications/${encodeURIComponent(idOf(request))}?done=${isBefore ? 'told-before' : 'told'}`,
    );
  };
}

async function examined(
  { deps, words, render }: ApplicationTools,
  request: Request,
  response: Response,
): Promise<ExaminedApplication | null> {
  const found = await deps.examine(idOf(request), actorOf(response));
  if (!found.ok) renderRefusal(response, words, render, found.problem);
  return found.ok ? found.value : null;
}

async function model({ deps, words }: ApplicationTools, { application, checks }: ExaminedApplication) {
  const makers = await makerNames(deps, words);
  return {
    application: applicationView(application, makers, words),
    checks: { ...checks, others: checks.others.map((one) => applicationView(one, makers, words)) },
    isAcceptable: application.state === 'open' && checks.existing === null && !checks.hasAccount,
  };
}

function idOf(request: Request): string {
  return String(request.params.id).slice(0, 60);
}
