/**
 * Words that a document prints for its data. They stand here and in no template, so that what is printed and what is looked
 * for on the pages are the same.
 */
import type { ConfirmationContent, ConfirmedVehicle } from './confirmation.ts';
import { type DocumentLanguage, languagesOf } from './document-languages.ts';
import type { Outlet, OutletService } from './outlet.ts';

type Words = {
  readonly services: Readonly<Record<OutletService, string>>;
  /** A vehicle whose licence never needs a confirmation. */
  readonly exempt: string;
  /** A vehicle whose licence is applied for after the last day. */
  readonly notNeeded: string;
  /** Before the address in the words of a link. */
  readonly checkAt: string;
  /** Parts services. */
  readonly comma: string;
};

export const PRINTED_WORDS: Readonly<Record<DocumentLanguage, Words>> = {
  zh: {
    services: {
      maintenance: '保养',
      repair: '维修',
      warranty: '保修',
      'spare-parts': '备件',
      software: '软件',
      battery: '电池',
    },
    exempt: '豁免',
    notNeeded: '无需',
    checkAt: '核验本确认书',
    comma: '、',
  },
  en: {
    services: {
      maintenance: 'maintenance',
      repair: 'repair',
      warranty: 'warranty',
      'spare-parts': 'spare parts',
      software: 'software',
      battery: 'battery',
    },
    exempt: 'exempt',
    notNeeded: 'not needed',
    checkAt: 'Check this confirmation:',
    comma: ', ',
  },
  ru: {
    services: {
      maintenance: 'обслуживание',
      repair: 'ремонт',
      warranty: 'гарантия',
      'spare-parts': 'запчасти',
      software: 'ПО',
      battery: 'батарея',
    },
    exempt: 'не подпадает',
    notNeeded: 'не требуется',
    checkAt: 'Проверить подтверждение:',
    comma: ', ',
  },
};

/** The services of an outlet in one language. */
export function servicesIn(language: DocumentLanguage, services: readonly OutletService[]): string {
  const words = PRINTED_WORDS[language];
  return services.map((service) => words.services[service]).join(words.comma);
}

/** The same, one language after the other. */
export function printedServices(content: ConfirmationContent, { services }: Outlet): string {
  return languagesOf(content)
    .map((language) => servicesIn(language, services))
    .join(' ');
}

/** A country by its code and its names in the languages of the document: `KZ 哈萨克斯坦 Kazakhstan / Казахстан`. */
export function printedCountry(content: ConfirmationContent, code: string): string {
  const names = content.destinations.find((destination) => destination.code === code);
  const others = languagesOf(content).filter((language) => language !== 'zh');
  return `${code} ${names?.zh ?? ''} ${others.map((language) => names?.[language] ?? '').join(' / ')}`;
}

/**
 * What stands in the cell of the last day needed; null where nothing must. A document that names no languages need not say
 * in certain words that a vehicle is exempt, or that the day has passed.
 */
export function printedLastDay(
  content: ConfirmationContent,
  { lastDayNeeded, needed }: ConfirmedVehicle,
): string | null {
  if (content.languages === undefined) return lastDayNeeded;
  const inEach = (word: 'exempt' | 'notNeeded') =>
    languagesOf(content)
      .map((language) => PRINTED_WORDS[language][word])
      .join(' ');
  if (lastDayNeeded === null) return inEach('exempt');
  return needed === false ? `${lastDayNeeded} ${inEach('notNeeded')}` : lastDayNeeded;
}
