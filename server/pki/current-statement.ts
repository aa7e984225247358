import { readCertificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { crlStatement } from './crl-statement.ts';
import { orNull } from './malformed.ts';
import { readOcspResponse } from './ocsp.ts';
import { ocspStatement } from './ocsp-statement.ts';
import { type RevocationStatement, type Spoken, statementAt } from './revocation-statement.ts';

/** A list or answer about one certificate, and what it says. */
export type SpeakingObject = {
  readonly kind: 'crl' | 'ocsp';
  readonly der: Uint8Array;
  readonly statement: RevocationStatement;
};

export type StatementQuestion = {
  /** DER of the certificate, and of its issuer from a path that `buildChain` trusts. */
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  /** DER, whomever they speak of. */
  readonly crls: readonly Uint8Array[];
  /** OCSPResponse each. */
  readonly ocsps: readonly Uint8Array[];
};

/** Every genuine list and answer that speaks of a certificate, the newest first; of equally new ones the answers first, which are small. */
export async function statementsAbout(question: StatementQuestion): Promise<readonly SpeakingObject[]> {
  const certificate = readCertificate(question.certificate);
  const issuer = readCertificate(question.issuer);
  const answers = question.ocsps.map(async (der) => {
    const response = orNull(() => readOcspResponse(der));
    return response === null ? [] : speaking('ocsp', der, await ocspStatement(response, { certificate, issuer }));
  });
  const lists = question.crls.map(async (der) => {
    const crl = orNull(() => readCrl(der));
    return crl === null ? [] : speaking('crl', der, await crlStatement(crl, certificate, issuer));
  });
  const all = (await Promise.all([...answers, ...lists])).flat();
  return all.toSorted((a, b) => b.statement.thisUpdate - a.statement.thisUpdate);
}

function speaking(kind: SpeakingObject['kind'], der: Uint8Array, spoken: Spoken): readonly SpeakingObject[] {
  return spoken.kind === 'statement' ? [{ kind, der, statement: spoken.statement }] : [];
}

/** The newest one that is in force at a moment (ms), whether it says good or revoked; null where there is none. */
export async function currentStatement(question: StatementQuestion, at: number): Promise<SpeakingObject | null> {
  const all = await statementsAbout(question);
  return all.find(({ statement }) => statementAt({ ...statement, revocation: null }, at).kind === 'good') ?? null;
}
