import { randomInt } from 'node:crypto';
import { type IsoDate, isWithin, shanghaiDate } from '#core/confirmation/calendar.ts';
import { MOST_VEHICLES } from '#core/confirmation/confirmation.ts';
import { sampleRequest as makeSampleRequest } from '../development/sample-request.ts';
import { TEST_MANUFACTURER } from '../development/test-manufacturer.ts';
import type { ManufacturerDirectory } from '../ports/manufacturer-directory.ts';
import { type Command, EXIT, textOption, UsageError } from './command.ts';

/** `sample-request`: a valid request for the TEST manufacturer, with VINs that nobody has used. */
export const sampleRequest: Command = {
  name: 'sample-request',
  operands: '',
  doc: 'print a valid request for the TEST manufacturer, with fresh VINs',
  arity: [0, 0],
  options: {
    vehicles: { type: 'string', value: 'N', doc: `how many vehicles, 1 to ${MOST_VEHICLES} (1 if left out)` },
    destination: { type: 'string', value: 'CC', doc: 'one destination for all; without it they take turns' },
  },
  run: async (input, context) => {
    const vehicles = Number(textOption(input, 'vehicles') ?? '1');
    if (!Number.isInteger(vehicles) || vehicles < 1 || vehicles > MOST_VEHICLES)
      throw new UsageError(`--vehicles takes a whole number from 1 to ${MOST_VEHICLES}`);
    const destination = textOption(input, 'destination')?.toUpperCase();
    const { clock, directory } = await context.install();
    const served = await countriesServed(directory, shanghaiDate(clock.now()));
    if (served.length === 0) {
      context.complain('vinseal: this install has no TEST manufacturer: write a request for one of your own');
      return EXIT.refused;
    }
    if (destination !== undefined && !served.includes(destination))
      throw new UsageError(`--destination is one of ${served.join(', ')}: the TEST manufacturer has outlets there`);
    const request = makeSampleRequest({
      vehicles,
      ...(destination === undefined ? {} : { destination }),
      today: shanghaiDate(clock.now()),
      random: (below) => randomInt(below),
    });
    context.print(JSON.stringify(request, null, 2));
    return EXIT.ok;
  },
};

async function countriesServed({ outlets }: Pick<ManufacturerDirectory, 'outlets'>, today: IsoDate) {
  const registered = await outlets(TEST_MANUFACTURER.id);
  const active = registered.filter((outlet) => isWithin(outlet.active, today));
  return [...new Set(active.map(({ country }) => country))].sort();
}
