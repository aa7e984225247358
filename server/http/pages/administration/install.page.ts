import type { RequestHandler } from 'express';
import type { InstallState } from '../../../app/health/read-install.ts';
import type { Words } from '../../../i18n/words.ts';
import { actorText } from '../../../model/access/actor.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import type { SealVersion } from '../../../model/seals/seal.ts';
import { actorOf } from '../../actor-of.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';

/** How the install stands: faults, keys, manufacturers with their seals, and the trust list. */
export function installPage({ install }: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (_request, response) => {
    const actor = actorOf(response);
    const state = await install(actor);
    if (!state.ok) return renderErrorPage(response, words, render, state.problem.code);
    const { faults, keys, manufacturers, anchors, settings, letters } = state.value;
    render(response, words, 'administration/install', {
      title: words.text('administration.title'),
      path: 'administration',
      faults,
      letters,
      keys: keys.map(keyView),
      manufacturers: manufacturers.map(manufacturerView),
      anchors: anchors?.map(anchorView) ?? null,
      settings: settings.map((setting) => ({ ...setting, doc: setting.doc.replaceAll('`', '') })),
      mayChange: isPermitted(actor, 'suspend-key'),
    });
  };
}

function keyView({ key, until }: InstallState['keys'][number]) {
  const { keyId, manufacturerId, algorithm, state, compromisedSince } = key;
  const step = state === 'active' ? 'suspend' : state === 'suspended' ? 'activate' : null;
  return { keyId, manufacturerId, algorithm, state, step, compromisedSince, until: until?.slice(0, 10) ?? '' };
}

function manufacturerView({ manufacturer, outlets, seals }: InstallState['manufacturers'][number]) {
  const { id, code, nameZh, nameEn, test, wmis, listings } = manufacturer;
  return {
    ...{ id, code, nameZh, nameEn, test, outlets },
    wmis: wmis.map(({ wmi }) => wmi),
    listings: listings.map(({ announcement, from, until }) => ({ announcement, from, until: until ?? '' })),
    seals: seals.map(sealView),
  };
}

function sealView({ version, state, from, until, data, proposedBy, approvedBy }: SealVersion) {
  const steps = state === 'proposed' ? ['approve', 'retire'] : state === 'approved' ? ['retire'] : [];
  return {
    ...{ version, state, from, until: until ?? '', recordCode: data.recordCode, steps },
    proposedBy: actorText(proposedBy),
    approvedBy: approvedBy === null ? null : actorText(approvedBy),
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
