import { always, dayOf, failed, type LaterCheck, notReached, passed, undecided } from './check.ts';

const ID = 'registered';

/** The registry issued these very bytes under this number. Not knowing the number counts against it only where the registry should. */
export const registered: LaterCheck = {
  id: ID,
  required: always,
  judge: ({ registry, isRegistryUnconfirmed, established: { document } }) => {
    if (document === null) return notReached(ID);
    const { content, signer, registered: known } = document;
    const { number } = content;
    switch (registry) {
      case 'not-asked':
        return notReached(ID);
      case 'unreachable':
        return undecided(ID, 'registry-unreachable');
      case 'unknown-number':
        return signer.manufacturer?.registry === 'here'
          ? failed(ID, 'number-unknown', { number })
          : undecided(ID, 'registry-elsewhere', { number });
      case 'lost':
        return undecided(ID, 'registration-lost', { number });
      case 'different-bytes':
        return failed(ID, 'registered-but-different', { number });
      case 'identical':
        if (known === null) return failed(ID, 'registered-but-different', { number });
        if (isRegistryUnconfirmed) return undecided(ID, 'registry-not-confirmed', { number });
        return passed(ID, 'registered-identical', { number, date: dayOf(content.issuedAt) });
    }
  },
};
