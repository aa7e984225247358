import type { IsoDate } from '#core/confirmation/calendar.ts';
import { addDays } from '#core/confirmation/calendar.ts';
import { vinCheckCharacter } from '#core/confirmation/vin.ts';
import type { ConfirmationRequest } from '../app/confirmations/confirmation-request.ts';
import { TEST_EXPORTERS, TEST_MANUFACTURER, TEST_OUTLETS } from './test-manufacturer.ts';

const MODELS = ['TEST-A7 纯电动', 'TEST-C3 Hybrid', 'TEST-X9 1.5T'] as const;
/** Days before today on which the sample vehicles were first registered. */
const REGISTERED_DAYS_AGO = 40;
const TRANSFERRED_DAYS_AGO = 12;
/** Model-year characters from 2024 on (ISO 3779: I, O, Q, U, Z and 0 are not used). */
const MODEL_YEARS = 'RSTVWXY123456789';

export type SampleOptions = {
  readonly vehicles: number;
  /** ISO 3166-1 alpha-2; without it the destinations take turns. */
  readonly destination?: string;
  /** Without it they follow from the destinations. */
  readonly languages?: readonly string[];
  readonly today: IsoDate;
  /** A whole number from 0 up to, not including, its argument. */
  readonly random: (below: number) => number;
  readonly wmi?: string;
};

/** A valid request for the TEST manufacturer with VINs that nobody has used. */
export function sampleRequest(options: SampleOptions): ConfirmationRequest {
  const countries = [...new Set(TEST_OUTLETS.map((outlet) => outlet.country))];
  const firstSerial = options.random(1_000_000);
  const series = Array.from({ length: 4 }, () => '0123456789ABCDEFGHJKLMNPRSTUVWXYZ'.charAt(options.random(33))).join(
    '',
  );
  const registered = addDays(options.today, -REGISTERED_DAYS_AGO);
  return {
    manufacturer: TEST_MANUFACTURER.id,
    exporter: { ...TEST_EXPORTERS[0] },
    ...(options.languages === undefined ? {} : { languages: [...options.languages] }),
    vehicles: Array.from({ length: options.vehicles }, (_, index) => ({
      vin: sampleVin(options.wmi ?? 'L0X', series, registered, (firstSerial + index) % 1_000_000),
      brand: '核印测试 TEST',
      model: MODELS[index % MODELS.length] ?? MODELS[0],
      firstRegistration: registered,
      transferForExport: addDays(options.today, -TRANSFERRED_DAYS_AGO),
      destination: options.destination ?? countries[index % countries.length] ?? 'KZ',
    })),
  };
}

/** A VIN with its right check character: WMI, 5 descriptive characters, check, model year, plant, serial. */
function sampleVin(wmi: string, series: string, registered: IsoDate, serial: number): string {
  const year = MODEL_YEARS.charAt(Number(registered.slice(0, 4)) - 2024);
  const vin = `${wmi}A${series}0${year}T${String(serial).padStart(6, '0')}`;
  return `${vin.slice(0, 8)}${vinCheckCharacter(vin)}${vin.slice(9)}`;
}
