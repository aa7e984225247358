import type { OutletService, RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';

/** Invented companies: no real manufacturer, exporter or outlet bears these names, codes or VIN prefixes. */

const NAME = '核印测试汽车制造有限公司';
/** The first day of the export rule: everything of the demonstration holds from there. */
const FROM = '2026-01-01';

export const TEST_MANUFACTURER: Manufacturer = {
  id: 'test-maker',
  code: 'TEST',
  nameZh: NAME,
  nameEn: 'Vinseal TEST Automobile Manufacturing Co., Ltd.',
  uscc: completeUscc('91000000MATETT001'),
  test: true,
  listings: [{ announcement: 'TEST-2026-001', nameZh: NAME, from: FROM, until: null }],
  wmis: [
    { wmi: 'L0X', from: FROM, until: null },
    { wmi: 'L0Y', from: FROM, until: null },
  ],
};

/** What its seal is proposed with: drawn from its data. */
export const TEST_SEAL = { form: 'limited-liability', recordCode: '0000000000001', from: FROM } as const;

/** A WMI that the TEST manufacturer does not have: some other maker's vehicle. */
export const OTHER_MAKERS_WMI = 'L0Z';

export const TEST_EXPORTERS = [
  { name: '测试一号二手车出口有限公司 (TEST)', uscc: completeUscc('91000000MATETT101') },
  { name: '测试二号国际贸易有限公司 (TEST)', uscc: completeUscc('91000000MATETT202') },
] as const;

const ALL: readonly OutletService[] = ['maintenance', 'repair', 'warranty', 'spare-parts', 'software', 'battery'];
const BASIC: readonly OutletService[] = ['maintenance', 'repair', 'warranty', 'spare-parts'];

function outlet(
  id: string,
  country: string,
  name: string,
  provider: string,
  address: string,
  phone: string,
  services: readonly OutletService[],
): RegisteredOutlet {
  const active = { from: FROM, until: null };
  return { id, country, name, provider, address, phone, services, manufacturerId: TEST_MANUFACTURER.id, active };
}

export const TEST_OUTLETS: readonly RegisteredOutlet[] = [
  outlet(
    'KZ01',
    'KZ',
    'TEST Service Almaty',
    'TEST Auto Qazaqstan LLP',
    'Алматы, Тестовая көшесі 1',
    '+7 000 000 00 01',
    ALL,
  ),
  outlet(
    'KZ02',
    'KZ',
    'TEST Service Astana',
    'TEST Auto Qazaqstan LLP',
    'Астана, Тестовая көшесі 2',
    '+7 000 000 00 02',
    BASIC,
  ),
  outlet('RU01', 'RU', 'ТЕСТ-Сервис Москва', 'ООО «ТЕСТ Авто»', 'Москва, Тестовая улица, 1', '+7 000 000 00 03', ALL),
  outlet(
    'AE01',
    'AE',
    'TEST Service Dubai',
    'TEST Motors FZE',
    'Dubai, TEST Street 1 – شارع الاختبار',
    '+971 0 000 0004',
    ALL,
  ),
  outlet(
    'UZ01',
    'UZ',
    'TEST Servis Toshkent',
    'TEST Avto MChJ',
    'Toshkent, Sinov ko‘chasi 1',
    '+998 00 000 00 05',
    BASIC,
  ),
  outlet(
    'JO01',
    'JO',
    'TEST Service Amman',
    'TEST Motors Jordan LLC',
    'Amman, TEST Street 1 – شارع الاختبار',
    '+962 0 000 0006',
    ALL,
  ),
];
