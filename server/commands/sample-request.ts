import { randomInt } from 'node:crypto';
import { MOST_VEHICLES } from '../app/confirmation-request.ts';
import { sampleRequest as makeSampleRequest } from '../demonstration/sample-request.ts';
import { shanghaiDate } from '../domain/calendar.ts';
import { isCountryCode } from '../domain/country.ts';
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
    if (destination !== undefined && !isCountryCode(destination))
      throw new UsageError('--destination takes an ISO 3166-1 alpha-2 code, such as KZ');
    const { clock } = await context.install();
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
