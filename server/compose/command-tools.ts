import { randomInt } from 'node:crypto';
import { isWithin, shanghaiDate } from '#core/confirmation/calendar.ts';
import { type SampleOptions, sampleRequest } from '../development/sample-request.ts';
import { TEST_MANUFACTURER } from '../development/test-manufacturer.ts';
import { writeFileDurably } from '../files/durable-files.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import { ANCHOR_ID, readTrustFile, saveTrustAnchor, TrustListError } from '../stores/trust/trust-file.ts';
import type { Install } from './open-install.ts';

/** What terminal commands use of adapters beside an install or an office. */
export type CommandTools = typeof COMMAND_TOOLS;

export const COMMAND_TOOLS = {
  /** Writes a file so that a crash leaves the old or the new one, whole. Throws where it cannot be written. */
  writeFile: writeFileDurably,
  isAnchorId: (id: string) => ANCHOR_ID.test(id),
  readAnchorFile,
  /** Writes an anchor as a file that `readAnchorFile` reads, under its id, in place of a former one. Throws where it cannot be written. */
  writeAnchorFile: saveTrustAnchor,
  sampleRequests,
};

/** The anchor that a file as in `certs/trust/anchor.example.json` holds, or what is wrong with the file. */
function readAnchorFile(file: string): TrustAnchor | { readonly detail: string } {
  try {
    return readTrustFile(file);
  } catch (error) {
    if (error instanceof TrustListError) return { detail: error.detail };
    throw error;
  }
}

/** Requests for the TEST manufacturer of an install, with VINs that nobody has used. */
function sampleRequests({ clock, directory }: Pick<Install, 'clock' | 'directory'>) {
  return {
    /** Where the TEST manufacturer has outlets today; nowhere if it is not registered. */
    countriesServed: async () => {
      const registered = await directory.outlets(TEST_MANUFACTURER.id);
      const active = registered.filter((outlet) => isWithin(outlet.active, shanghaiDate(clock.now())));
      return [...new Set(active.map(({ country }) => country))].sort();
    },
    make: (wish: Pick<SampleOptions, 'vehicles' | 'destination' | 'languages'>) =>
      sampleRequest({ ...wish, today: shanghaiDate(clock.now()), random: (below) => randomInt(below) }),
  };
}
