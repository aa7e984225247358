import { hash } from 'node:crypto';
import { readDer } from '#core/asn1/der.ts';
import { unsignedOctets } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { crlOfPem } from '#core/asn1/pem.ts';
import { hex } from '#core/bytes/bytes.ts';
import { type Crl, readCrl } from '#core/revocation/crl.ts';
import { nameText } from '#core/x509/names.ts';
import type { GivenList } from '../../ports/revocation-lists.ts';

/** What a file holds, DER or PEM; null for what is no list. */
export function readGivenList(octets: Uint8Array): GivenList | null {
  const der = crlOfPem(octets) ?? octets;
  const list = orNull(() => readCrl(der));
  if (list === null) return null;
  const scope = scopeOf(list);
  return {
    name: `${scope}-${stampOf(list.thisUpdate)}`,
    scope,
    der,
    issuerName: list.issuer,
    sha256: hash('sha256', der, 'hex'),
    issuer: orNull(() => nameText(list.issuer)) ?? hex(list.issuer),
    thisUpdate: new Date(list.thisUpdate).toISOString(),
    nextUpdate: list.nextUpdate === null ? null : new Date(list.nextUpdate).toISOString(),
    number: orNull(() => numberOf(list)),
    entries: list.entryCount,
    notes: list.oddEntries(),
  };
}

/** What lists must share to take each other's place: an authority may sign with a new key, or divide its certificates. */
const SCOPE_EXTENSIONS = [OID.authorityKeyIdentifier, OID.issuingDistributionPoint];

function scopeOf({ issuer, extensions }: Crl): string {
  const parts = [
    hex(issuer),
    ...SCOPE_EXTENSIONS.map((oid) => hex(extensions.get(oid)?.value ?? new Uint8Array())),
    // A delta says nothing of what lies outside of it, whatever its base.
    extensions.has(OID.deltaCrlIndicator) ? 'delta' : 'complete',
  ];
  return hash('sha256', parts.join('.'), 'hex').slice(0, 16);
}

/** `YYYYMMDDThhmmssZ`: in the order of time as text. */
function stampOf(instant: number): string {
  return new Date(instant).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** RFC 5280 §5.2.3: at most 20 octets. */
function numberOf({ extensions }: Crl): string | null {
  const extension = extensions.get(OID.crlNumber);
  if (extension === undefined) return null;
  const octets = unsignedOctets(readDer(extension.value));
  return octets.length > 20 ? null : BigInt(`0x${hex(octets)}`).toString();
}
