import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import type { Outlet } from '#core/confirmation/outlet.ts';
import type { VerifiedConfirmation } from '#core/confirmation/verdict.ts';
import { describeSealClass } from '../../../app/verification/describe-verdict.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import { timeView } from '../texts.ts';
import { vehicleView } from './vehicle-view.ts';

/** Most vehicles that are listed one by one; above, only the vehicle asked about and the numbers by country. */
const MAX_LISTED_VEHICLES = 20;

/** What an established confirmation says, for the result page. `vin` is the one asked about, normalised. */
export function factsView(confirmation: VerifiedConfirmation, vin: string | null, words: Words) {
  const { content } = confirmation;
  const asked = content.vehicles.find((vehicle) => vehicle.vin === vin) ?? null;
  const abridged = content.vehicles.length > MAX_LISTED_VEHICLES;
  const others = abridged ? [] : content.vehicles.filter((vehicle) => vehicle !== asked);
  const shown = asked === null ? others : [asked, ...others];
  return {
    number: content.number,
    status: words.text(`pages.status.${confirmation.status ?? 'unknown'}`),
    copy: confirmation.copy === null ? null : words.text(`pages.copy.${confirmation.copy}`),
    manufacturer: content.manufacturer,
    exporter: content.exporter,
    issuedAt: timeView(content.issuedAt),
    supersedes: content.supersedes,
    vehicleCount: content.vehicles.length,
    asked: asked && vehicleView(asked, content, words),
    others: others.map((vehicle) => vehicleView(vehicle, content, words)),
    abridged,
    countries: countryCounts(content, words),
    outlets: outletsOf(content, abridged ? shown : content.vehicles).map((outlet) => outletView(outlet, words)),
    // Where the name stands in the certificate, its anchor's convention says: O may be that of the authority.
    signer: { ...confirmation.signer, organization: content.manufacturer.nameZh },
    seal: describeSealClass(confirmation.seal, words),
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
