import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { ReservationRequest } from '../../server/ports/reservations.ts';
import { sampleRequest } from '../../test/contract/store-samples.ts';

/** Vehicles of one confirmation. */
export const LINES_EACH = 5;
const MAKER_CODE = 'XHM';
const YEAR = 2026;
const FIRST_MS = Date.parse('2026-01-01T00:00:00.000Z');
/** From one confirmation to the next, in ms. */
const APART_MS = 10_000;
const EXPORTERS = 50;
const COUNTRIES = ['KZ', 'RU', 'UZ', 'KG', 'BY'];

/** The confirmation of a sequence, from 1 on: what it says follows from the sequence alone. */
export type Row = {
  readonly number: string;
  readonly sequence: number;
  readonly request: ReservationRequest;
  readonly says: { readonly destinations: readonly string[]; readonly exporterUscc: string };
};

export function rowOf(sequence: number): Row {
  const vins = Array.from({ length: LINES_EACH }, (_, index) => scatteredVin((sequence - 1) * LINES_EACH + index));
  const at = new Date(FIRST_MS + sequence * APART_MS).toISOString();
  return {
    number: formatConfirmationNumber({ makerCode: MAKER_CODE, year: YEAR, sequence }),
    sequence,
    request: sampleRequest({ makerCode: MAKER_CODE, year: YEAR, vins, at }),
    says: {
      destinations: [COUNTRIES[sequence % COUNTRIES.length] ?? 'KZ'],
      exporterUscc: `9100000000000${String(sequence % EXPORTERS).padStart(4, '0')}X`,
    },
  };
}

/** An invented VIN for each index, no two alike: neighbours lie far apart in an index of VINs, as those of a fleet do. */
export function scatteredVin(index: number): string {
  // The factor and 10^9 have no divisor in common, so that no serial comes twice.
  const serial = (BigInt(index) * 736_338_717n) % 1_000_000_000n;
  return `ZZ9TEST0${String(serial).padStart(9, '0')}`;
}
