import { orNull } from '#core/asn1/malformed.ts';
import { distinctOctets } from '#core/bytes/bytes.ts';
import { readCrl } from '#core/revocation/crl.ts';
import {
  type RevocationMaterial,
  type RevocationSource,
  RevocationUnreachable,
} from '../../ports/revocation-source.ts';

/**
 * All that several sources know. One that cannot be reached is passed over, unless none of the others knows anything; any other
 * fault is thrown: a store that cannot be asked may hold what revokes.
 */
export function joinRevocationSources(sources: readonly RevocationSource[]): RevocationSource {
  return {
    kept: async () => join(await Promise.all(sources.map((source) => source.kept()))),
    find: async (question) => {
      const answers = await Promise.allSettled(sources.map((source) => source.find(question)));
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      const joined = join(found);
      const faults = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      const grave = faults.find((fault) => !(fault instanceof RevocationUnreachable));
      if (grave !== undefined) throw grave;
      if (faults.length > 0 && joined.crls.length + joined.ocsps.length === 0) throw faults[0];
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

/** Sources give the same octets again and again: a list of megabytes is read once. */
const issued = new WeakMap<Uint8Array, number>();

function issuedAt(crl: Uint8Array): number {
  const known = issued.get(crl);
  if (known !== undefined) return known;
  const at = orNull(() => readCrl(crl))?.thisUpdate ?? 0;
  issued.set(crl, at);
  return at;
}
