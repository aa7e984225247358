import path from 'node:path';

/** Where the files of a folder lie: `ab/cd/<SHA-256>.pdf`, so that no folder holds more than a few dozen of a million. */

const SHA256 = /^[0-9a-f]{64}$/;
/** A file that a sweep has set aside, until it is certain that nobody has put it again. */
export const ASIDE = '.aside';

/** The two folders of a file, outermost first, and the file itself. Throws a RangeError for what is no SHA-256 in hex. */
export function placeOf(root: string, sha256: string) {
  if (!SHA256.test(sha256)) throw new RangeError('not a SHA-256 in lower-case hex');
  const outer = path.join(root, sha256.slice(0, 2));
  const inner = path.join(outer, sha256.slice(2, 4));
  return { outer, inner, file: path.join(inner, `${sha256}.pdf`) };
}

/** What a name in an inner folder stands for; null for a name that was not given here. */
export function kindOfName(
  name: string,
): { readonly kind: 'file' | 'aside' | 'unfinished'; readonly sha256: string } | null {
  const [, sha256, rest] = /^([0-9a-f]{64})\.pdf(|\.aside|\.[0-9a-f-]{36}\.tmp)$/.exec(name) ?? [];
  if (sha256 === undefined) return null;
  return { kind: rest === '' ? 'file' : rest === ASIDE ? 'aside' : 'unfinished', sha256 };
}
