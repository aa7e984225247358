import type { RequestHandler } from 'express';
import { daysBetween, shanghaiDate } from '#core/confirmation/calendar.ts';
import { exactActorName } from '../../../app/access/actor-name.ts';
import type { ManufacturerState } from '../../../app/manufacturers/read-manufacturer.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import { type Action, isPermitted } from '../../../model/access/permissions.ts';
import { expiryWarning } from '../../../model/keys/expiry-warning.ts';
import type { SealVersion } from '../../../model/seals/seal.ts';
import { actorOf } from '../../actor-of.ts';
import { doneOf } from '../accounts/page-tools.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';

/** What pages say that was done just now. */
export const DONE = ['registered', 'proposed', 'suspend-key', 'activate-key', 'approve-seal', 'retire-seal'] as const;

/** To the manufacturer whose people these are. */
export function ownManufacturerPage(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    const id = actorOf(response).organisation?.manufacturerId ?? null;
    if (id === null) return renderErrorPage(response, words, render, 'not-permitted');
    const done = doneOf(request, DONE);
    response.redirect(303, `${manufacturerPath(id, words)}${done === null ? '' : `?done=${done}`}`);
  };
}

/** One manufacturer: its registration, keys and seals, and what the actor may do with them. */
export function manufacturerPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const found = await deps.manufacturer(String(request.params.id), actor);
    if (!found.ok) return renderErrorPage(response, words, render, found.problem.code);
    const { manufacturer, outlets, anchors } = found.value;
    const may = (action: Action) => isPermitted(actor, action, { manufacturerId: manufacturer.id });
    render(response, words, 'administration/manufacturer', {
      title: manufacturer.nameZh,
      path: `manufacturers/${encodeURIComponent(manufacturer.id)}`,
      ...{ manufacturer, outlets, anchors, done: doneOf(request, DONE) },
      keys: keyViews(found.value, deps.clock.now(), actor),
      seals: found.value.seals.map((seal) => sealView(seal, may, words)),
      mayRegister: may('register-manufacturer'),
      mayPropose: may('propose-seal'),
      ownsOutlets: actor.organisation?.manufacturerId === manufacturer.id,
    });
  };
}

export function manufacturerPath(id: string, words: Words): string {
  return `/${segmentOf(words.locale)}/manufacturers/${encodeURIComponent(id)}`;
}

function keyViews({ keys, manufacturer }: ManufacturerState, now: string, actor: Actor) {
  return keys.map(({ key: { keyId, algorithm, state, compromisedSince }, until }) => {
    const step = state === 'active' ? 'suspend' : state === 'suspended' ? 'activate' : null;
    const may = step !== null && isPermitted(actor, `${step}-key`, { manufacturerId: manufacturer.id });
    const warning = until === null ? null : expiryWarning(daysBetween(shanghaiDate(now), shanghaiDate(until)));
    return {
      ...{ keyId, algorithm, state, compromisedSince, until: until?.slice(0, 10) ?? '' },
      step: may ? step : null,
      daysLeft: state === 'active' ? (warning?.days ?? null) : null,
    };
  });
}

function sealView(
  { version, state, from, until, data, proposedBy, approvedBy }: SealVersion,
  may: (action: Action) => boolean,
  words: Words,
) {
  const possible = state === 'proposed' ? (['approve', 'retire'] as const) : (['retire'] as const);
  return {
    ...{ version, state, from, until: until ?? '', recordCode: data.recordCode },
    steps: state === 'retired' ? [] : possible.filter((step) => may(`${step}-seal`)),
    proposedBy: exactActorName(proposedBy, words),
    approvedBy: approvedBy === null ? null : exactActorName(approvedBy, words),
  };
}
