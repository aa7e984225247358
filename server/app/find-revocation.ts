import type { IsoInstant } from '../domain/calendar.ts';
import type { RevocationMaterial, RevocationSubject } from '../domain/validation.ts';
import { equalBytes } from '../pki/bytes.ts';
import type { RevocationSource } from '../ports/revocation-source.ts';

/** Certificates that are asked about for one file. */
const MOST_SUBJECTS = 16;

/** What the source knows of these certificates, each object once. A source that cannot be reached gives nothing: not knowing is judged later. */
export async function findRevocation(
  source: RevocationSource,
  subjects: readonly RevocationSubject[],
  at: IsoInstant,
): Promise<RevocationMaterial> {
  const answers = await Promise.all(
    subjects.slice(0, MOST_SUBJECTS).map(async (subject): Promise<RevocationMaterial> => {
      try {
        return await source.find({ ...subject, at });
      } catch {
        return { crls: [], ocsps: [] };
      }
    }),
  );
  return { crls: once(answers.flatMap(({ crls }) => crls)), ocsps: once(answers.flatMap(({ ocsps }) => ocsps)) };
}

function once(ders: readonly Uint8Array[]): readonly Uint8Array[] {
  return ders.filter((der, index) => ders.findIndex((other) => equalBytes(other, der)) === index);
}
