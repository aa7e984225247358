import { distinctOctets, equalBytes } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { NO_MATERIAL, type RevocationMaterial, type RevocationSubject } from '#core/validation/validation.ts';
import { type RevocationSource, RevocationUnreachable } from '../../ports/revocation-source.ts';

/** Certificates that are asked about for one file. */
const MAX_SUBJECTS = 16;

/**
 * What the source knows of these certificates, each object once. Addresses that cannot be reached give nothing: not knowing is
 * judged later. Throws the fault of a store that cannot be asked: it may hold what revokes.
 */
export async function findRevocation(
  source: RevocationSource,
  subjects: readonly RevocationSubject[],
  at: IsoInstant,
): Promise<RevocationMaterial> {
  const answers = await Promise.all(
    onceEach(subjects)
      .slice(0, MAX_SUBJECTS)
      .map(async (subject): Promise<RevocationMaterial> => {
        try {
          return await source.find({ ...subject, at });
        } catch (fault) {
          if (fault instanceof RevocationUnreachable) return NO_MATERIAL;
          throw fault;
        }
      }),
  );
  return {
    crls: distinctOctets(answers.flatMap(({ crls }) => crls)),
    ocsps: distinctOctets(answers.flatMap(({ ocsps }) => ocsps)),
  };
}

/** Whether there is something in `found` that is not in `known`. */
export function bringsMore(found: RevocationMaterial, known: RevocationMaterial): boolean {
  const all = [...known.crls, ...known.ocsps];
  return [...found.crls, ...found.ocsps].some((der) => !all.some((other) => equalBytes(other, der)));
}

/** Many time-stamps of one authority ask about it once: they crowd nothing out. */
function onceEach(subjects: readonly RevocationSubject[]): readonly RevocationSubject[] {
  const first = ({ certificate }: RevocationSubject) =>
    subjects.findIndex((other) => equalBytes(other.certificate, certificate));
  return subjects.filter((subject, index) => first(subject) === index);
}
