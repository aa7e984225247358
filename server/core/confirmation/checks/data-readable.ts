import { always, type Check, failed, notReached, passed, undecided } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'data-readable';

/**
 * The file carries the data of a confirmation, well formed and without contradiction. Day counts by a version of the export
 * rule that is not in this release cannot be checked.
 */
export const dataReadable: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    switch (signedFile(judged)?.data ?? 'not-read') {
      case 'not-read':
        return notReached(ID);
      case 'missing':
        return failed(ID, 'data-missing');
      case 'malformed':
      case 'incoherent':
        return failed(ID, 'data-malformed');
      case 'unknown-rule':
        return undecided(ID, 'rule-unknown');
      case 'coherent':
        return passed(ID, 'data-readable');
    }
  },
};
