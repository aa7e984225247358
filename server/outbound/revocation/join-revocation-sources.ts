import { MalformedError } from '#core/asn1/malformed.ts';
import { distinctOctets } from '#core/bytes/bytes.ts';
import { readCrl } from '#core/revocation/crl.ts';
import type { RevocationMaterial, RevocationSource } from '../../ports/revocation-source.ts';

/** All that several sources know. One that cannot be reached is passed over, unless none of the others knows anything. */
export function joinRevocationSources(sources: readonly RevocationSource[]): RevocationSource {
  return {
    kept: async () => join(await Promise.all(sources.map((source) => source.kept()))),
    find: async (question) => {
      const answers = await Promise.allSettled(sources.map((source) => source.find(question)));
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      const joined = join(found);
      const fault = answers.find((answer) => answer.status === 'rejected');
      if (fault !== undefined && joined.crls.length + joined.ocsps.length === 0) throw fault.reason;
      return joined;
    },
  };
}

function join(found: readonly RevocationMaterial[]): RevocationMaterial {
  const crls = distinctOctets(found.flatMap((material) => material.crls));
  return {
    crls: crls.toSorted((a, b) => issuedAt(b) - issuedAt(a)),
    ocsps: distinctOctets(found.flatMap((material) => material.ocsps)),
  };
}

function issuedAt(crl: Uint8Array): number {
  try {
    return readCrl(crl).thisUpdate;
  } catch (error) {
    if (error instanceof MalformedError) return 0;
    throw error;
  }
}
