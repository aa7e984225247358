import { algorithmParts } from '#core/x509/algorithm-policy.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';
import { readSignature } from './judged.ts';

const ID = 'algorithm-accepted';

/** The algorithms still protect a document (ETSI TS 119 312). Legacy ones pass and are named; an unknown one has no name to show. */
export const algorithmAccepted: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const algorithm = readSignature(judged)?.algorithm;
    if (algorithm === undefined) return notReached(ID);
    switch (algorithm.policy) {
      case 'accepted':
        return passed(ID, 'algorithm-accepted', algorithmParts(algorithm.name));
      case 'legacy':
        return passed(ID, 'algorithm-legacy', algorithmParts(algorithm.name));
      case 'refused':
        return failed(ID, 'algorithm-refused', algorithmParts(algorithm.name));
      case 'unsupported':
        return failed(ID, 'algorithm-unsupported');
    }
  },
};
