import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { actorName } from '../../../app/access/actor-name.ts';
import { LINK_DAYS, USUAL_LINK_DAYS } from '../../../app/requests/share-links.ts';
import type { Words } from '../../../i18n/words.ts';
import { isShared } from '../../../model/requests/share-link.ts';
import type { RequestLine, VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { renderErrorPage } from '../error.page.ts';
import { LANGUAGES } from '../languages.ts';
import { addressQuery } from '../page-query.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { timeView, vinGroups } from '../texts.ts';
import { refusedPage, requestsPath, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';

/** Carries the token of a new link to the page that shows it, once; over https from this host alone (RFC 6265bis, 4.1.3). */
const cookieName = (publicUrl: string) => `${publicUrl.startsWith('https:') ? '__Host-' : ''}vinseal-shared`;
const TOKEN = /^[A-Za-z0-9_-]{20,60}$/;

/** The links of one vehicle that was confirmed, and a form for a new one. */
export function sharePage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await issuedLine(deps, request, response);
    if (found === null) return renderErrorPage(response, words, render, 'not-found');
    const { line, number, of } = found;
    const cursor = textOf(request.query, 'cursor', 100);
    const asked = { number, vin: line.vehicle.vin, cursor: cursor === '' ? null : cursor };
    const links = await deps.requests.links.of(asked, actorOf(response));
    if (!links.ok) return refusedPage(response, words, render, links.problem);
    const token = takeToken(request, response, found, deps.publicUrl);
    render(response, words, 'requests/share', {
      title: words.text('requests.share.title'),
      path: `requests/${of.id}/lines/${line.line}/share`,
      request: { id: of.id, reference: of.reference },
      line: line.line,
      number,
      vinGroups: vinGroups(line.vehicle.vin),
      form: deps.newForm(),
      days: LINK_DAYS.map((value) => ({ value, selected: value === USUAL_LINK_DAYS })),
      isLive: await isLive(deps, found, response),
      next: links.value.nextCursor === null ? null : addressQuery({ cursor: links.value.nextCursor }),
      links: links.value.items.map(({ id, createdAt, expiresAt, endedAt, createdBy }) => ({
        ...{
          id,
          who: actorName(createdBy, words),
          createdAt: timeView(createdAt).beijing,
          expiresAt: timeView(expiresAt).beijing,
        },
        state: endedAt !== null ? 'ended' : isShared({ endedAt, expiresAt }, deps.now()) ? 'open' : 'expired',
      })),
      addresses:
        token === null
          ? []
          : LANGUAGES.map(({ segment, name }) => ({ name, address: `${deps.publicUrl}/${segment}/shared/${token}` })),
    });
  };
}

/** Makes a link. Its token is in no address of ours and is stored nowhere: the next page shows it, and no other. */
export function makeLinkPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await issuedLine(deps, request, response);
    if (found === null) return renderErrorPage(response, words, render, 'not-found');
    const { line, number, of } = found;
    const asked = {
      form: textOf(request.body, 'form', 80),
      number,
      vin: line.vehicle.vin,
      days: Number(textOf(request.body, 'days', 4)),
    };
    const made = await deps.requests.links.share(asked, actorOf(response));
    if (!made.ok) return refusedPage(response, words, render, made.problem);
    if (made.value.token !== null)
      response.cookie(
        cookieName(deps.publicUrl),
        `${placeOf(found)}.${made.value.token}`,
        cookieOptions(deps.publicUrl),
      );
    response.redirect(303, `${requestsPath(words)}/${of.id}/lines/${line.line}/share`);
  };
}

export function endLinkPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const { id, line, link } = request.params;
    const ended = await deps.requests.links.end(String(link), actorOf(response));
    if (!ended.ok) return refusedPage(response, words, render, ended.problem);
    response.redirect(
      303,
      `${requestsPath(words)}/${encodeURIComponent(String(id))}/lines/${encodeURIComponent(String(line))}/share`,
    );
  };
}

type IssuedLine = { readonly of: VehicleRequest; readonly line: RequestLine; readonly number: string };

async function issuedLine(deps: RequestPages, request: Request, response: Response): Promise<IssuedLine | null> {
  const found = await deps.requests.find(String(request.params.id), actorOf(response));
  if (!found.ok) return null;
  const line = found.value.lines.find((one) => String(one.line) === request.params.line);
  return line === undefined || line.number === null ? null : { of: found.value, line, number: line.number };
}

/** How the registry has it today: what is in force no more is shared with nobody. */
async function isLive(deps: RequestPages, { number, line }: IssuedLine, response: Response): Promise<boolean> {
  const found = await deps.confirmations.find(number, actorOf(response));
  const standing = found.ok ? found.value.lines.find(({ vin }) => vin === line.vehicle.vin)?.standing : undefined;
  return standing?.status === 'live';
}

/** The page that shows a token: in another tab somebody may load that of another vehicle first. */
function placeOf({ of, line }: IssuedLine): string {
  return `${of.id}.${line.line}`;
}

function takeToken(request: Request, response: Response, found: IssuedLine, publicUrl: string): string | null {
  const name = cookieName(publicUrl);
  const pairs = (request.get('Cookie') ?? '').split('; ').map((pair) => pair.split('='));
  const value = pairs.find(([known]) => known === name)?.[1] ?? '';
  const place = `${placeOf(found)}.`;
  const token = value.startsWith(place) ? value.slice(place.length) : '';
  if (!TOKEN.test(token)) return null;
  response.clearCookie(name, cookieOptions(publicUrl));
  return token;
}

function cookieOptions(publicUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:'), path: '/' };
}
