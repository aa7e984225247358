import { createHash } from 'node:crypto';
import type { DifferentialCase } from './cases/differential-case.ts';
import { type Picture, type PictureReader, UNREADABLE } from './readers/picture-reader.ts';

/** What `verify` or `inspect` say of a file: only whether they accept it is asked. */
export type Judges = {
  readonly verify: (pdf: Uint8Array) => Promise<{ readonly accepts: boolean; readonly words: string }>;
  readonly inspect: (pdf: Uint8Array) => Promise<{ readonly accepts: boolean; readonly words: string }>;
};

export type Compared = {
  readonly name: string;
  /** Readers that show the file otherwise than one of its originals. */
  readonly differing: readonly string[];
  /** Those of ours that accept it nevertheless. */
  readonly accepting: readonly string[];
  readonly words: string;
};

/** Looks at files with every reader. Pictures of originals are kept, since many cases share them. */
export function pictureComparer(readers: readonly PictureReader[], judges: Judges) {
  const known = new Map<string, Picture>();
  const pictureOnce = async (reader: PictureReader, pdf: Uint8Array): Promise<Picture> => {
    const key = `${reader.name} ${createHash('sha256').update(pdf).digest('hex')}`;
    const picture = known.get(key) ?? (await reader.picture(pdf));
    known.set(key, picture);
    return picture;
  };

  /** An original that a reader cannot show says nothing about what it shows later. */
  const differs = async (reader: PictureReader, { pdf, originals }: DifferentialCase): Promise<boolean> => {
    const wanted = await Promise.all(originals.map((original) => pictureOnce(reader, original)));
    const shown = wanted.filter((picture) => picture !== UNREADABLE);
    if (shown.length === 0) return false;
    const picture = await reader.picture(pdf);
    return shown.some((one) => one !== picture);
  };

  const opinionsOn = async ({ pdf, answeredBy }: DifferentialCase) => {
    const opinions = [{ name: 'inspect', ...(await judges.inspect(pdf)) }];
    if (answeredBy === 'verify') opinions.push({ name: 'verify', ...(await judges.verify(pdf)) });
    const accepting = opinions.filter(({ accepts }) => accepts).map(({ name }) => name);
    return { accepting, words: opinions.map(({ words }) => words).join('; ') };
  };
  const differingOn = async (one: DifferentialCase): Promise<readonly string[]> => {
    const differing: string[] = [];
    for (const reader of readers) if (await differs(reader, one)) differing.push(reader.name);
    return differing;
  };

  return {
    compare: async (one: DifferentialCase): Promise<Compared> => ({
      ...{ name: one.name, differing: await differingOn(one) },
      ...(await opinionsOn(one)),
    }),
    /** The violation that a file is, or null. What none of ours accepts is none, however the readers show it: they are not asked. */
    violation: async (one: DifferentialCase): Promise<Compared | null> => {
      const opinions = await opinionsOn(one);
      if (opinions.accepting.length === 0) return null;
      const compared = { name: one.name, differing: await differingOn(one), ...opinions };
      return isViolation(compared) ? compared : null;
    },
  };
}

/** A reader shows something else, and one of ours says that all is well. */
export function isViolation({ differing, accepting }: Compared): boolean {
  return differing.length > 0 && accepting.length > 0;
}
