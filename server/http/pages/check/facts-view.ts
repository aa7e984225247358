import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import type { Question } from '#core/confirmation/evidence.ts';
import type { Outlet } from '#core/confirmation/outlet.ts';
import type { VerifiedConfirmation } from '#core/confirmation/verdict.ts';
import { describeSealClass } from '../../../app/verification/describe-verdict.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import { timeView, vinGroups } from '../texts.ts';
import { vehicleView } from './vehicle-view.ts';

/** Most vehicles that are shown with all their data; of more, those that were not asked about are a list of VINs. */
const MAX_TABLE_VEHICLES = 20;
/** Up to so many VINs the list stands open where none was asked about. */
const MAX_OPEN_VINS = 100;

/** What an established confirmation says, for the result page. */
export function factsView(confirmation: VerifiedConfirmation, question: Question, words: Words) {
  const { content, ended } = confirmation;
  const { vin, applicationDate } = question;
  const vehicle = (one: ConfirmedVehicle) => vehicleView(one, content, words, { applicationDate, ended });
  const asked = content.vehicles.find((one) => one.vin === vin) ?? null;
  const isLong = content.vehicles.length > MAX_TABLE_VEHICLES;
  const others = content.vehicles.filter((one) => one !== asked);
  const shown = asked === null ? [] : [asked];
  return {
    number: content.number,
    status: words.text(`pages.status.${confirmation.status ?? 'unknown'}`),
    copy: confirmation.copy === null ? null : words.text(`pages.copy.${confirmation.copy}`),
    manufacturer: content.manufacturer,
    exporter: content.exporter,
    issuedAt: timeView(content.issuedAt),
    supersedes: content.supersedes,
    vehicleCount: content.vehicles.length,
    asked: asked && vehicle(asked),
    others: isLong ? [] : others.map(vehicle),
    list: isLong ? vinList(confirmation, vin, words) : null,
    countries: countryCounts(content, words),
    outlets: outletsOf(content, isLong && asked !== null ? shown : content.vehicles).map((one) =>
      outletView(one, words),
    ),
    // Where the name stands in the certificate, its anchor's convention says: O may be that of the authority.
    signer: signerView(confirmation),
    seal: describeSealClass(confirmation.seal, words),
  };
}

/** All VINs of a long confirmation, short enough to be looked through. */
function vinList({ content, ended }: VerifiedConfirmation, asked: string | null, words: Words) {
  const statuses = new Map(ended.map(({ vin, status }) => [vin, words.text(`pages.status.${status}`)]));
  return {
    isOpen: asked === null && content.vehicles.length <= MAX_OPEN_VINS,
    items: content.vehicles.map(({ line, vin, destination }) => ({
      line,
      vin,
      vinGroups: vinGroups(vin),
      destination: countryName(destination, words.locale),
      ended: statuses.get(vin) ?? null,
      isAsked: vin === asked,
    })),
  };
}

function signerView({ signer, content }: VerifiedConfirmation) {
  return {
    ...signer,
    organization: content.manufacturer.nameZh,
    notBefore: timeView(signer.notBefore).beijing,
    notAfter: timeView(signer.notAfter).beijing,
  };
}

function countryCounts(content: ConfirmationContent, words: Words) {
  const counts = new Map<string, number>();
  for (const { destination } of content.vehicles) counts.set(destination, (counts.get(destination) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, name: countryName(code, words.locale), count }));
}

/** The outlets that serve these vehicles, each once. */
function outletsOf(content: ConfirmationContent, vehicles: readonly ConfirmedVehicle[]): readonly Outlet[] {
  const ids = new Set(vehicles.flatMap((vehicle) => vehicle.outlets));
  return content.outlets.filter((outlet) => ids.has(outlet.id));
}

/** An outlet in words. */
export function outletView(outlet: Outlet, words: Words) {
  return {
    ...outlet,
    country: countryName(outlet.country, words.locale),
    services: joinList(
      outlet.services.map((service) => words.text(`pages.services.${service}`)),
      words.locale,
    ),
  };
}
