import type { WordData } from '#core/confirmation/errors.ts';
import { compareWithPages, type PageDifference } from '#core/confirmation/visible-facts.ts';
import { linkAddress, type PageLinks } from '#core/pdf/document/page-links.ts';
import { always, type Check, choice, failed, notReached, passed, undecided } from './check.ts';

const ID = 'pages-match-data';

/** What a person sees on the pages is what the signed data say. The bytes of the original were compared when they were issued, those of the archive copy when it was made; where anybody else added proofs, the file as it is now is read again. */
export const pagesMatchData: Check = {
  id: ID,
  required: always,
  judge: ({ established: { document } }) => {
    if (document === null) return notReached(ID);
    const { content, text, links } = document;
    const copy = document.registered?.copy ?? null;
    if (copy === 'original' || copy === 'archive') return passed(ID, 'pages-compared-at-issue');
    const strange = strangeLink(links, content.verifyAt);
    if (strange !== null) return failed(ID, 'pages-differ-from-data', dataOf(strange));
    if (text.kind !== 'read') return undecided(ID, 'pages-unreadable');
    const comparison = compareWithPages(content, text.pages);
    if (comparison.agrees) return passed(ID, 'pages-match-data');
    return failed(ID, 'pages-differ-from-data', dataOf(comparison.difference));
  },
};

/** Whoever presses the address must come to the one that is printed; nothing else can be pressed. */
function strangeLink({ addresses, other }: PageLinks, verifyAt: string): PageDifference | null {
  const wanted = linkAddress(verifyAt);
  const found = other ?? addresses.find((address) => address !== wanted);
  return found === undefined ? null : { fact: 'verify-address', line: null, expected: wanted, found };
}

/** `line` is 0 for what belongs to no vehicle. */
function dataOf({ fact, line, expected, found }: PageDifference): WordData {
  const onOneSide = expected === '' ? 'extra' : 'different';
  return { fact: choice(fact), line: line ?? 0, kind: found === '' ? 'missing' : onOneSide, expected, found };
}
