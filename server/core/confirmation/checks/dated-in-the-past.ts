import { always, type Check, dayOf, failed, notReached, passed } from './check.ts';

const ID = 'dated-in-the-past';

/** How far the clocks of issuer and verifier may be apart, in ms. */
const CLOCKS_APART_MS = 5 * 60_000;

/**
 * The document is not dated later than it is checked. The date decides who was listed and entitled, so a signer who could
 * choose it freely could borrow a standing that does not exist yet.
 */
export const datedInThePast: Check = {
  id: ID,
  required: always,
  judge: ({ judgedAt, established: { document } }) => {
    if (document === null) return notReached(ID);
    const { issuedAt } = document.content;
    const data = { date: dayOf(issuedAt) };
    const isPast = Date.parse(issuedAt) <= Date.parse(judgedAt) + CLOCKS_APART_MS;
    return isPast ? passed(ID, 'dated-in-the-past', data) : failed(ID, 'dated-in-the-future', data);
  },
};
