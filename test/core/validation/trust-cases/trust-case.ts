import type {
  RevocationEvidence,
  SubIndication,
  ValidationAnchor,
  ValidationResult,
} from '#core/validation/validation.ts';
import type { TestCertificate } from '../../../support/pki.ts';

/** What a time-stamp of a case is: a real token of an authority of the test PKI. */
export type CaseStamp = {
  readonly authority: TestCertificate;
  /** Certificates beside the authority's own in the token. */
  readonly others?: readonly TestCertificate[];
  /** genTime. */
  readonly at: string;
  /** Whole seconds, below 128; one unless given. */
  readonly accuracySeconds?: number;
  /** What is odd about the token itself. */
  readonly oddity?: 'other-imprint' | 'other-signer' | 'sha-1-imprint' | 'time-changed' | 'ordering' | 'extension';
};

/** Everything that a case is judged by; whatever is left out is as in `standard-material.ts`. */
export type TrustMaterial = {
  readonly signer: TestCertificate;
  /** Certificates beside the signer's own in the signature. */
  readonly others?: readonly TestCertificate[];
  readonly stamps?: readonly CaseStamp[];
  /** Over the whole first revision and its proofs, in a revision of its own. */
  readonly archiveStamp?: CaseStamp;
  readonly anchors: readonly ValidationAnchor[];
  /** Lists and answers in DER that are found outside the file. */
  readonly crls?: readonly Uint8Array[];
  readonly ocsps?: readonly Uint8Array[];
  /** Lists and answers that lie in the file, below the signature. */
  readonly sealedCrls?: readonly Uint8Array[];
  readonly sealedOcsps?: readonly Uint8Array[];
  /** When it is judged; TEST_NOW unless given. */
  readonly at?: string;
};

/** What must come out: indication, sub-indication, and what is known of revocation. */
export type TrustResult = readonly [
  indication: ValidationResult['indication'],
  subIndication: SubIndication | null,
  revocation: RevocationEvidence['kind'],
];

export type TrustCase = {
  /** Kebab-case, one of all cases: the key of explanations, too. */
  readonly name: string;
  readonly what: string;
  /** Where the expectation is from, in short: `RFC 5280 6.1.4 k`. */
  readonly clause: string;
  readonly result: TrustResult;
  /** Why this judge takes less than the clause would allow. */
  readonly stricter?: string;
  readonly make: () => Promise<TrustMaterial>;
};

/** As the tables write it. */
export type TrustRow = readonly [
  name: string,
  what: string,
  clause: string,
  result: TrustResult,
  make: () => Promise<TrustMaterial>,
  stricter?: string | undefined,
];

export function trustCases(rows: readonly TrustRow[]): readonly TrustCase[] {
  return rows.map(([name, what, clause, result, make, stricter]) => ({
    ...{ name, what, clause, result, make },
    ...(stricter === undefined ? {} : { stricter }),
  }));
}

const open = (subIndication: SubIndication, revocation: RevocationEvidence['kind']): TrustResult => [
  'INDETERMINATE',
  subIndication,
  revocation,
];

/** The results by name (ETSI EN 319 102-1, tables 5 and 6). */
export const PASSED: TrustResult = ['TOTAL-PASSED', null, 'good'];
export const NO_PATH = open('NO_CERTIFICATE_CHAIN_FOUND', 'not-asked');
export const BROKEN_PATH = open('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'not-asked');
export const MISUSED = open('CHAIN_CONSTRAINTS_FAILURE', 'not-asked');
export const WEAK = open('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'not-asked');
export const UNKNOWN = open('TRY_LATER', 'unknown');
export const UNPROVEN = open('NO_POE', 'unknown');
export const REVOKED = open('REVOKED_NO_POE', 'revoked');
export const REVOKED_CA = open('REVOKED_CA_NO_POE', 'revoked');
export const ENDED_GOOD = open('OUT_OF_BOUNDS_NOT_REVOKED', 'unknown');
/** The same where a newer list or answer still tells of it. */
export const ENDED_TOLD_GOOD = open('OUT_OF_BOUNDS_NOT_REVOKED', 'good');
export const ENDED = open('OUT_OF_BOUNDS_NO_POE', 'unknown');
