import type { RequestHandler } from 'express';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { InstallState } from '../../../app/health/read-install.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { sealInForce } from '../../../model/seals/seal.ts';
import { actorOf } from '../../actor-of.ts';
import { doneOf } from '../accounts/page-tools.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { DONE } from './manufacturer.page.ts';

/** How the install stands: faults, keys, manufacturers with their seals, and the trust list. */
export function installPage(
  { install, clock }: AdministrationPages,
  words: Words,
  render: PageRenderer,
): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const state = await install(actor);
    if (!state.ok) return renderErrorPage(response, words, render, state.problem.code);
    const { faults, keys, manufacturers, anchors, settings, letters } = state.value;
    render(response, words, 'administration/install', {
      title: words.text('administration.title'),
      path: 'administration',
      done: doneOf(request, DONE),
      faults,
      letters,
      keys: keys.map(keyView),
      manufacturers: manufacturers.map(manufacturerView(shanghaiDate(clock.now()))),
      anchors: anchors?.map(anchorView) ?? null,
      settings: settings.map((setting) => ({ ...setting, doc: setting.doc.replaceAll('`', '') })),
      mayChange: isPermitted(actor, 'suspend-key'),
      mayRegister: isPermitted(actor, 'register-manufacturer'),
    });
  };
}

function keyView({ key, until }: InstallState['keys'][number]) {
  const { keyId, manufacturerId, algorithm, state, compromisedSince } = key;
  const step = state === 'active' ? 'suspend' : state === 'suspended' ? 'activate' : null;
  return { keyId, manufacturerId, algorithm, state, step, compromisedSince, until: until?.slice(0, 10) ?? '' };
}

function manufacturerView(today: string) {
  return ({ manufacturer, outlets, seals }: InstallState['manufacturers'][number]) => {
    const { id, code, nameZh, nameEn, test, wmis } = manufacturer;
    return {
      ...{ id, code, nameZh, nameEn, test, outlets, wmis: wmis.length },
      seal: sealInForce(seals, today)?.version ?? null,
      proposed: seals.filter(({ state }) => state === 'proposed').length,
    };
  };
}

function anchorView({ id, status, pinned, identity, timeStamping, manufacturers, from, until }: Anchor) {
  return {
    ...{ id, status, pinned: pinned === true, timeStamping, from: from ?? '', until: until ?? '' },
    convention: identity?.id ?? null,
    codes: manufacturers.map(({ code }) => code),
  };
}
type Anchor = NonNullable<InstallState['anchors']>[number];
