import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import type { Question } from '#core/confirmation/evidence.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { Words } from '../../../i18n/words.ts';
import { vinGroups } from '../texts.ts';
import { needCount, needText } from './need-view.ts';

/** What a verdict is about, for its panel. What is not established is not repeated: then only what was asked is there. */
export type AboutView = {
  /** Whose document; null where none is established. */
  readonly document: string | null;
  readonly vehicle: VehicleLine | null;
  readonly country: string | null;
  readonly need: string | null;
};

type VehicleLine = { readonly groups: readonly string[] | null; readonly text: string };

/** Countries that are named; of more the number. */
const MAX_COUNTRIES = 3;

/** Whose document, which vehicle, which country. */
export function aboutView({ confirmation, vehicle }: Verdict, question: Question, words: Words): AboutView {
  const { vin, destination } = question;
  if (confirmation === null) {
    const asked = vin === null ? null : vehicleLine(vin, words.text('pages.result.about.not-established'));
    const country = destination === null ? null : countryName(destination, words.locale);
    return { document: null, vehicle: asked, country: country && notCompared(country, words), need: null };
  }
  const { content, ended } = confirmation;
  const asked = content.vehicles.find((one) => one.vin === vin) ?? null;
  const isEnded = ended.some((one) => one.vin === vin);
  const state = vehicle === 'matched' && isEnded ? 'ended' : vehicle;
  return {
    document: words.text('pages.result.about.document', {
      number: content.number,
      manufacturer: makerOf(content, words),
    }),
    vehicle:
      vin === null
        ? { groups: null, text: words.text('pages.result.about.no-vehicle', { count: content.vehicles.length }) }
        : vehicleLine(vin, words.text(`pages.result.about.states.${state}`)),
    country: countryLine(content, asked, question, words),
    need: needLine(content, asked, question, words),
  };
}

function vehicleLine(vin: string, text: string): VehicleLine {
  return { groups: vinGroups(vin), text };
}

function notCompared(country: string, words: Words): string {
  return words.text('pages.result.about.country.not-compared', { listed: '', asked: country });
}

/** The name by which the reader can look the manufacturer up. */
export function makerOf({ manufacturer }: Pick<ConfirmationContent, 'manufacturer'>, { locale }: Words): string {
  return locale === 'zh-CN' ? manufacturer.nameZh : manufacturer.nameEn;
}

/** The country of the vehicle asked about, else those of all; beside it the one that was asked for, where it is another. */
function countryLine(
  { vehicles }: ConfirmationContent,
  asked: ConfirmedVehicle | null,
  { vin, destination }: Question,
  words: Words,
): string | null {
  if (vin !== null && asked === null) return null;
  const listed = [...new Set((asked === null ? vehicles : [asked]).map((vehicle) => vehicle.destination))];
  const names = listed.map((code) => countryName(code, words.locale));
  const text =
    names.length > MAX_COUNTRIES
      ? words.text('pages.result.about.countries', { count: names.length })
      : joined(names, words);
  if (destination === null) return text;
  const country = countryName(destination, words.locale);
  const isListed = listed.includes(destination);
  return words.text(`pages.result.about.country.${isListed ? 'matched' : 'differs'}`, { listed: text, asked: country });
}

/** Names only: a conjunction would say that one vehicle goes to all of them. */
function joined(names: readonly string[], { locale }: Words): string {
  return names.join(locale === 'zh-CN' ? '、' : ', ');
}

function needLine(
  { vehicles }: ConfirmationContent,
  asked: ConfirmedVehicle | null,
  { vin, applicationDate }: Question,
  words: Words,
): string | null {
  if (applicationDate === null || (vin !== null && asked === null)) return null;
  const [only, ...others] = asked === null ? vehicles : [asked];
  if (only === undefined) return null;
  return others.length === 0 ? needText(only, applicationDate, words) : needCount(vehicles, applicationDate, words);
}
