import { countryName, isCountryCode } from '#core/confirmation/country.ts';
import { FIELD_CODES, PROBLEM_CODES } from '#core/confirmation/errors.ts';
import type { NeedReason } from '#core/confirmation/rules/export-180-days.ts';
import { actorName } from '../../../app/access/actor-name.ts';
import type { Words } from '../../../i18n/words.ts';
import { needOfVehicle } from '../../../model/requests/need-of-vehicle.ts';
import {
  isUndecided,
  type RequestEvent,
  type RequestLine,
  type VehicleRequest,
} from '../../../model/requests/vehicle-request.ts';
import { sizeText, timeView, vinGroups } from '../texts.ts';
import { languagesText } from './document-languages.ts';
import { requestsPath } from './request-form.ts';

/** One row of a list of requests. */
export function requestRow(request: VehicleRequest, makers: ReadonlyMap<string, string>, words: Words) {
  const { id, reference, state, kind, lines, exporter, manufacturerId, submittedAt, createdAt } = request;
  return {
    ...{ id, reference, state },
    stateText: words.text(`requests.states.${state}`),
    kindText: words.text(`requests.kinds.${kind}`),
    exporter: exporter.name,
    manufacturer: makers.get(manufacturerId) ?? manufacturerId,
    vehicles: lines.length,
    undecided: state === 'submitted' ? lines.filter(isUndecided).length : 0,
    at: timeView(submittedAt ?? createdAt).beijing,
  };
}

/** The head of a request: what it is, for whom, of whom. */
export function requestHead(request: VehicleRequest, makers: ReadonlyMap<string, string>, words: Words) {
  const { id, applicationDate, version, exporter } = request;
  const { number = '' } = request.concerns ?? {};
  const href = `${requestsPath(words)}/${id}/confirmations/${number}`;
  const concerns = request.concerns === null ? null : { ...request.concerns, href };
  return {
    ...requestRow(request, makers, words),
    ...{ version, applicationDate, concerns, uscc: exporter.uscc },
    languages: request.kind === 'withdrawal' ? null : languagesText(request.languages, words),
    submittedAt: request.submittedAt === null ? null : timeView(request.submittedAt).beijing,
  };
}

/** One vehicle of a request as a table shows it. */
export function lineView(line: RequestLine, request: VehicleRequest, words: Words) {
  const { vehicle, reason, number } = line;
  // Nobody decides on what is open in a request that has ended.
  const isLeft = line.state === 'open' && (request.state === 'cancelled' || request.state === 'closed');
  const state = isLeft ? request.state : line.state;
  return {
    ...{ line: line.line, row: line.row, state, number, batchId: line.batchId },
    vin: vehicle.vin,
    vinGroups: vinGroups(vehicle.vin),
    what: [vehicle.brand, vehicle.model].filter((text) => text !== '').join(' '),
    firstRegistration: vehicle.firstRegistration,
    transferForExport: vehicle.transferForExport ?? '',
    destination: destinationText(vehicle.destination, words),
    outlets: (vehicle.outlets ?? []).join(' '),
    stateText: isLeft
      ? words.text(`requests.states.${request.state}`)
      : words.text(`requests.line-states.${line.state}`),
    reason: reason === null ? null : reasonText(line, words),
    accepted: line.accepted.map(({ reason: why }) => why),
    need: needText(line, request.applicationDate, words),
  };
}

/** Issuing fails with a code; people refuse with words. */
function reasonText({ state, reason }: RequestLine, words: Words): string {
  return state === 'failed' ? failureText(reason ?? '', words) : (reason ?? '');
}

function failureText(code: string, words: Words): string {
  // The sentence for manufacturers names the other confirmation, which may be another exporter's.
  if (code === 'vin-already-confirmed') return words.text('requests.request.already-confirmed');
  const known: readonly string[] = [...PROBLEM_CODES, ...FIELD_CODES];
  return known.includes(code) ? words.outline(`errors.${code}.sentence`) : code;
}

export function destinationText(destination: string, words: Words): string {
  return isCountryCode(destination) ? countryName(destination, words.locale) : destination;
}

const NEED_TEXTS: Readonly<Record<NeedReason, string>> = {
  'within-threshold': 'requests.need.needed',
  'beyond-threshold': 'requests.need.not-needed',
  'rule-not-in-force': 'requests.need.not-needed',
  'transferred-before-rule': 'requests.need.exempt',
  'application-before-registration': 'requests.need.date-wrong',
  'application-date-unknown': 'requests.need.until',
};

/** What the 180-day rule says of a vehicle, before anything is submitted; null where its dates cannot be read. */
export function needText(
  { vehicle }: Pick<RequestLine, 'vehicle'>,
  applicationDate: string | null,
  words: Words,
): string | null {
  const need = needOfVehicle(vehicle, applicationDate);
  if (need === null) return null;
  return words.text(NEED_TEXTS[need.reason], { lastDay: need.lastDayNeeded ?? '' });
}

/** How many vehicles need a confirmation, and how many do not. */
export function needCounts(request: VehicleRequest) {
  const needs = request.lines.map(({ vehicle }) => needOfVehicle(vehicle, request.applicationDate)?.needed);
  return {
    needed: needs.filter((needed) => needed === true).length,
    notNeeded: needs.filter((needed) => needed === false).length,
    unknown: needs.filter((needed) => needed === 'unknown' || needed === undefined).length,
  };
}

/** The steps of a request, newest first. */
export function timelineView({ events }: VehicleRequest, words: Words) {
  return events.toReversed().map((event) => ({
    title: words.text(`requests.events.${event.kind}`, { count: event.lines.length }),
    who: actorName(event.by, words),
    at: timeView(event.at).beijing,
    iso: event.at,
    text: eventText(event, words),
  }));
}

function eventText({ kind, text }: RequestEvent, words: Words): string | null {
  return kind === 'failed' ? failureText(text ?? '', words) : text;
}

export function attachmentViews({ attachments }: VehicleRequest, words: Words) {
  return attachments.map(({ id, name, bytes, at }) => ({
    ...{ id, name },
    size: sizeText(bytes, words.locale),
    at: timeView(at).beijing,
  }));
}

/** Links to the pages of a long table. */
export function paging(page: number, pages: number, address: (page: number) => string) {
  return {
    page,
    pages,
    previous: page > 1 ? address(page - 1) : null,
    next: page < pages ? address(page + 1) : null,
  };
}
