import type { RequestHandler } from 'express';
import { countryName } from '#core/confirmation/country.ts';
import type { SharedVehicle } from '../../../app/requests/share-links.ts';
import type { Words } from '../../../i18n/words.ts';
import { errorModel } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { RequestPages } from '../requests/request-pages.ts';
import { timeView, vinGroups } from '../texts.ts';

/** What somebody sees who got a link: one vehicle, how its confirmation stands now, and what that means. Changes nothing. */
export function sharedPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    const opened = await deps.requests.links.open(String(request.params.token));
    if (!opened.ok) {
      const model = errorModel(response, words, opened.problem.code, opened.problem.data);
      return render(response, words, 'requests/shared-missing', model);
    }
    render(response, words, 'requests/shared', {
      title: words.text('requests.shared.title'),
      path: `shared/${String(request.params.token)}`,
      checkedAt: timeView(opened.value.checkedAt),
      publicUrl: deps.publicUrl,
      ...sharedView(opened.value, words),
    });
  };
}

function sharedView({ line, standing, confirmation, link }: SharedVehicle, words: Words) {
  const { content } = confirmation;
  const named = new Set(line.outlets);
  return {
    standing: standing.status,
    standingText: words.text(`pages.number.result.${standing.status}`),
    isLive: standing.status === 'live',
    isTest: content.test,
    number: confirmation.number,
    vinGroups: vinGroups(line.vin),
    what: `${line.brand} ${line.model}`,
    firstRegistration: line.firstRegistration,
    destination: countryName(line.destination, words.locale),
    manufacturer: words.locale === 'zh-CN' ? content.manufacturer.nameZh : content.manufacturer.nameEn,
    issuedAt: timeView(content.issuedAt).beijing.slice(0, 10),
    expiresAt: timeView(link.expiresAt).beijing.slice(0, 10),
    outlets: content.outlets
      .filter(({ id }) => named.has(id))
      .map((outlet) => ({
        ...outlet,
        services: outlet.services.map((service) => words.text(`pages.services.${service}`)),
      })),
  };
}
