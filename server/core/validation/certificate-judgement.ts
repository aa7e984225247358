import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type { RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import type { ChainResult } from '#core/x509/build-chain.ts';
import type {
  PathPurpose,
  RevocationEvidence,
  RevocationSubject,
  SignerTrust,
  SubIndication,
  ValidationResult,
} from './validation.ts';

/** What is known of when a signature was made. Moments in ms since the epoch. */
export type TimeProofs = {
  readonly now: number;
  /** By then it existed: the best proof; null where nothing proves more than the present. */
  readonly provenAt: number | null;
  /** For a time-stamp the time that it gives itself (RFC 3161 genTime); null for all else. */
  readonly claimedAt: number | null;
  /** By then it did not exist yet; null where nothing says so. */
  readonly madeAfter: number | null;
  /** Since when an object of a layer is proven to have existed; the present for null. */
  readonly knownSince: (layer: number | null) => number;
};

export type CertificateQuestion = {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of certificates that may lie between. */
  readonly others: readonly Uint8Array[];
  /** DER of the anchors for this purpose. */
  readonly anchors: readonly Uint8Array[];
  /** DER of those among them that are the certificates of signers themselves. */
  readonly pinned: readonly Uint8Array[];
  /** DER of all that the trust list names: their keys stand nowhere below an anchor. */
  readonly named: readonly Uint8Array[];
  /** DER of those among them that are not relied on: their keys sign nothing either. */
  readonly barred: readonly Uint8Array[];
  readonly purpose: PathPurpose;
  readonly knowledge: RevocationKnowledge;
  readonly proofs: TimeProofs;
};

export type CertificateJudgement = ValidationResult & {
  readonly trust: SignerTrust;
  readonly chain: ChainResult;
  /** Of the path as a whole, whatever else speaks against it: of the certificate that decides, else of the signer's. */
  readonly revocation: RevocationEvidence;
  /** The last moment (ms) for which the whole path is proven not to be revoked; null where nothing proves that of any. */
  readonly goodUntil: number | null;
  /** The odd entries of the lists that its issuers signed: each once, no more than a few. */
  readonly notes: readonly RevocationNote[];
  /** Where no path holds: whether one did when the certificate was made, and only the end of a CA is against it now. */
  readonly hasPathEnded: boolean;
  /** Whose revocation may be asked elsewhere: each certificate of the path with its issuer. */
  readonly subjects: readonly RevocationSubject[];
};

const SUB_INDICATIONS: Partial<Readonly<Record<string, SubIndication>>> = {
  'key-usage': 'CHAIN_CONSTRAINTS_FAILURE',
  'extended-key-usage': 'CHAIN_CONSTRAINTS_FAILURE',
  'signer-is-ca': 'CHAIN_CONSTRAINTS_FAILURE',
  'algorithm-refused': 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
};

/** What a certificate is without a path that holds. */
export function refusedChain(chain: Exclude<ChainResult, { kind: 'trusted' }>): CertificateJudgement {
  if (chain.kind === 'unknown-signer') return unjudged('NO_CERTIFICATE_CHAIN_FOUND', chain);
  return unjudged(SUB_INDICATIONS[chain.problem] ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE', chain);
}

export function unjudged(subIndication: SubIndication, chain: ChainResult): CertificateJudgement {
  return {
    indication: 'INDETERMINATE',
    subIndication,
    trust: 'untrusted',
    chain,
    revocation: { kind: 'not-asked' },
    goodUntil: null,
    notes: [],
    hasPathEnded: false,
    subjects: [],
  };
}
