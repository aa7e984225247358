import type { RequestHandler } from 'express';
import { countryName } from '#core/confirmation/country.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckRecord } from '../../../model/officers/check-record.ts';
import { actorOf } from '../../actor-of.ts';
import { field } from '../accounts/account-form.ts';
import { renderErrorPage } from '../error.page.ts';
import { addressQuery } from '../page-query.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { timeView, vinGroups } from '../texts.ts';
import type { OfficerPages } from './officer-pages.ts';

/** The checks of the officer, or of the whole office: newest first, found by VIN, number, reference or hash of a file. */
export function checksPage({ checks }: OfficerPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const of = field(request.query, 'of') === 'office' ? 'office' : 'me';
    const about = field(request.query, 'about').trim();
    const cursor = field(request.query, 'cursor');
    const page = await checks({ of, about, cursor: cursor === '' ? null : cursor }, actorOf(response));
    if (!page.ok) return renderErrorPage(response, words, render, page.problem.code);
    const { items, nextCursor } = page.value;
    render(response, words, 'officers/checks', {
      title: words.text('officers.checks.title'),
      path: 'checks',
      query: addressQuery({ of, about, cursor }),
      form: { of, about },
      checks: items.map((check) => checkView(check, words)),
      next: nextCursor === null ? null : addressQuery({ of, about, cursor: nextCursor }),
    });
  };
}

function checkView({ reference, at, officer, vin, destination, files, resultId }: CheckRecord, words: Words) {
  return {
    ...{ reference, resultId, officer: officer.name, at: timeView(at) },
    vin: vin === null ? null : vinGroups(vin),
    destination: destination === null ? null : countryName(destination, words.locale),
    files: files.map(({ name, verdict, headline, number }) => ({
      ...{ name, verdict, number },
      headline: words.text(`verdicts.${headline}.headline`),
    })),
  };
}
