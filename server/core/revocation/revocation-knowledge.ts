import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes, octetKey } from '#core/bytes/bytes.ts';
import type { LayeredObject } from '#core/validation/validation.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { type Crl, readCrl } from './crl.ts';
import { crlNotes, crlStatement } from './crl-statement.ts';
import { type ListSigners, openListSigners } from './list-signers.ts';
import { type OcspResponse, readOcspResponse } from './ocsp.ts';
import { ocspStatement } from './ocsp-statement.ts';
import type { RevocationNote } from './odd-entries.ts';
import type { RevocationStatement, StatementResult } from './revocation-statement.ts';

/** What is said, by what (DER), and the layer of the evidence that it lies in. */
export type KnownStatement = RevocationStatement & LayeredObject;

/** All the lists and answers that are at hand, each read once and only when it is needed. */
export type RevocationKnowledge = {
  /** What they say about a certificate, given its issuer from a path that `buildChain` gave. */
  readonly about: (certificate: Certificate, issuer: Certificate) => Promise<readonly KnownStatement[]>;
  /** The odd entries of the lists that an issuer signed, fit to prove anything or not. */
  readonly notes: (issuer: Certificate) => Promise<readonly RevocationNote[]>;
};

/** Objects of each kind that are looked at. */
const MAX_OBJECTS = 64;

type Parsed<Value> = { readonly value: Value; readonly object: LayeredObject };

/** Gathers lists (CertificateList) and answers (OCSPResponse); what cannot be read says nothing. */
export function openRevocationKnowledge(objects: {
  readonly crls: readonly LayeredObject[];
  readonly ocsps: readonly LayeredObject[];
  /** DER of those whose keys answer for nobody. */
  readonly barred?: readonly Uint8Array[];
  /** DER of certificates that may hold the key of a list, and of the anchors that are relied on. */
  readonly certificates?: readonly Uint8Array[];
  readonly anchors?: readonly Uint8Array[];
}): RevocationKnowledge {
  const crls = lazily(() => parsed(objects.crls, readCrl));
  const ocsps = lazily(() => parsed(objects.ocsps, readOcspResponse));
  const barred = new Set((objects.barred ?? []).map((der) => readCertificate(der).publicKey.identity));
  const signers = lazily(() =>
    openListSigners({
      others: readable(objects.certificates ?? []).slice(0, MAX_OBJECTS),
      anchors: readable(objects.anchors ?? []),
      barred,
    }),
  );
  const known = new Map<string, Promise<readonly KnownStatement[]>>();
  return {
    about: (certificate, issuer) => {
      const key = `${octetKey(certificate.der)} ${issuer.publicKey.identity}`;
      const at = { crls: crls(), ocsps: ocsps(), barred, signers: signers() };
      const found = known.get(key) ?? statementsAbout(certificate, issuer, at);
      known.set(key, found);
      return found;
    },
    notes: async (issuer) => (await Promise.all(crls().map(({ value }) => crlNotes(value, issuer)))).flat(),
  };
}

type Objects = {
  readonly crls: readonly Parsed<Crl>[];
  readonly ocsps: readonly Parsed<OcspResponse>[];
  /** Identities of keys. */
  readonly barred: ReadonlySet<string>;
  readonly signers: ListSigners;
};

async function statementsAbout(
  certificate: Certificate,
  issuer: Certificate,
  { crls, ocsps, barred, signers }: Objects,
): Promise<readonly KnownStatement[]> {
  const own = crls.filter(({ value }) => equalBytes(value.issuer, issuer.subject));
  const question = { certificate, issuer, barred, crls: own.map(({ value }) => value) };
  const spoken = await Promise.all([
    ...own.map(({ value, object }) => saidBy(object, crlStatement(value, certificate, issuer))),
    ...ocsps.map(({ value, object }) => saidBy(object, ocspStatement(value, question))),
    ...crls.map((one) => saidByOthers(one, { certificate, issuer, signers })),
  ]);
  return spoken.flat();
}

/** What a list says that another key signed than the issuer's. */
async function saidByOthers(
  { value, object }: Parsed<Crl>,
  { certificate, issuer, signers }: Pick<Objects, 'signers'> & Record<'certificate' | 'issuer', Certificate>,
): Promise<readonly KnownStatement[]> {
  const others = await signers(value, certificate, issuer);
  const spoken = await Promise.all(
    others.map((signer) => saidBy(object, crlStatement(value, certificate, issuer, signer))),
  );
  return spoken.flat();
}

function readable(ders: readonly Uint8Array[]): readonly Certificate[] {
  return ders.flatMap((der) => orNull(() => readCertificate(der)) ?? []);
}

async function saidBy(object: LayeredObject, asked: Promise<StatementResult>): Promise<readonly KnownStatement[]> {
  const spoken = await asked;
  return spoken.kind === 'statement' ? [{ ...spoken.statement, ...object }] : [];
}

/** The same octets may lie in several layers; they are read once. */
function parsed<Value>(objects: readonly LayeredObject[], read: (der: Uint8Array) => Value): readonly Parsed<Value>[] {
  const met: { readonly der: Uint8Array; readonly value: Value | null }[] = [];
  return objects.slice(0, MAX_OBJECTS).flatMap((object) => {
    const { der } = object;
    const known = met.find((one) => equalBytes(one.der, der)) ?? { der, value: orNull(() => read(der)) };
    met.push(known);
    return known.value === null ? [] : [{ value: known.value, object }];
  });
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
