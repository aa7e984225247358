import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'data-readable';

/** The file carries the data of a confirmation, well formed and without contradiction. */
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
      case 'coherent':
        return passed(ID, 'data-readable');
    }
  },
};
