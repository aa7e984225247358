import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import type { DocumentLanguage } from '#core/confirmation/document-languages.ts';
import type { Outlet } from '#core/confirmation/outlet.ts';
import type { SealFace } from '../../server/model/seals/seal.ts';

export const DOCUMENT_TEMPLATES = path.join(import.meta.dirname, '../../templates/documents');

/** The sample data of a document template. */
export function templateSample(template: string): unknown {
  return JSON.parse(readFileSync(path.join(DOCUMENT_TEMPLATES, template, 'sample.json'), 'utf8'));
}

export const SAMPLE = templateSample('confirmation') as ConfirmationContent;
export const SAMPLE_SEAL = templateSample('seal') as SealFace;

const DESTINATIONS = [
  { code: 'KZ', zh: '哈萨克斯坦', en: 'Kazakhstan' },
  { code: 'RU', zh: '俄罗斯联邦', en: 'Russian Federation' },
  { code: 'AE', zh: '阿拉伯联合酋长国', en: 'United Arab Emirates' },
  { code: 'LA', zh: '老挝人民民主共和国', en: 'Lao People’s Democratic Republic' },
] as const;
const ADDRESSES = {
  KZ: 'Өскемен қаласы, Қабанбай батыр көшесі, 11А, 3-қабат',
  RU: '125167, г. Москва, Тестовый проспект, д. 37, корп. 9, пом. XIV',
  AE: 'شارع الاختبار، القوز الصناعية 3، دبي، الإمارات العربية المتحدة',
  LA: 'Ban Nongbone, Saysettha District, Vientiane Capital',
} as const;
const MODELS = [
  'XHM6480TEST',
  'Xinghe Voyager Long Range All-Wheel-Drive 2026 Flagship',
  '星河远航增程四驱旗舰版',
  'XHM6500SUPERLONGMODELCODE2026',
] as const;

/** The same content, printed in these languages. */
export function inLanguages(content: ConfirmationContent, languages: readonly DocumentLanguage[]): ConfirmationContent {
  const destinations = content.destinations.map(({ code, zh, en }) => ({
    ...{ code, zh, en },
    ...(languages.includes('ru') ? { ru: countryName(code, 'ru') } : {}),
  }));
  return { ...content, languages, destinations };
}

/** A confirmation of that many vehicles with everything that is hard to set: many scripts, long names, exempt vehicles. */
export function manyVehicles(count: number): ConfirmationContent {
  const outlets = DESTINATIONS.map(
    ({ code }): Outlet => ({
      id: `${code.toLowerCase()}-test-1`,
      country: code,
      name: `Xinghe Service ${code} (TEST)`,
      provider: code === 'AE' ? 'شركة الاختبار لخدمات السيارات' : 'Общество с ограниченной ответственностью «Тест»',
      address: ADDRESSES[code],
      phone: '+000 (00) 000-00-01',
      services: ['maintenance', 'repair', 'warranty', 'spare-parts', 'software', 'battery'],
    }),
  );
  const vehicles = Array.from({ length: count }, (_, index) => vehicleAt(index));
  return { ...SAMPLE, destinations: DESTINATIONS, outlets, vehicles, supersedes: 'ASC-XHM-2026-0000001A' };
}

function vehicleAt(index: number): ConfirmedVehicle {
  const destination = DESTINATIONS[index % DESTINATIONS.length]?.code ?? 'KZ';
  const exempt = index % 9 === 0;
  return {
    line: index + 1,
    vin: index % 7 === 0 ? `WMWZC3C5${index % 10}EWW0${1000 + index}` : `1M8GDM9AXKP1${String(index).padStart(5, '0')}`,
    brand: index % 3 === 0 ? '星河' : '星河牌 XINGHE',
    model: MODELS[index % MODELS.length] ?? 'XHM',
    firstRegistration: '2026-01-01',
    transferForExport: exempt ? null : '2026-01-20',
    destination,
    outlets: [`${destination.toLowerCase()}-test-1`],
    needed: index % 5 !== 0,
    lastDayNeeded: exempt ? null : '2026-06-30',
  };
}
