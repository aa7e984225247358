import type { ProblemCode, WordData } from '#core/confirmation/errors.ts';

/** What `doctor` can say of an install. Each has a sentence and a remedy in every locale (`doctor.json`). */
export const FINDING_CODES = [
  'data-folder-good',
  'data-folder-missing',
  'data-folder-not-writable',
  'data-folder-open-to-others',
  'disk-good',
  'disk-nearly-full',
  'install-opens',
  'install-does-not-open',
  'clock-good',
  'clock-behind',
  'clock-differs',
  'journal-kept',
  'journal-none',
  'journal-beside-data',
  'journal-fault',
  'registry-unconfirmed',
  'address-printed',
  'address-local',
  'key-not-here',
  'key-index-not-counted',
  'trust-files-ignored',
  'revocation-list-expired',
  'revocation-list-lying',
  'certificate-expires',
  'seal-expires',
  'letters-waiting',
  'identity-providers-unreadable',
  'identity-provider-good',
  'identity-provider-away',
  'identity-provider-unfit',
  'identity-provider-of-nobody',
  'accounts-key-differs',
  'accounts-key-missing',
  'manufacturers-none',
  'maker-can-issue',
  'maker-cannot-issue',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Faults of a start that have words of their own in every locale (`doctor.reasons`). */
export const REASON_CODES = [
  'store-corrupt',
  'store-newer',
  'store-not-writable',
  'store-busy',
  'store-unreachable',
  'store-address-not-valid',
  'store-standalone',
  'store-not-migrated',
  'store-of-another-install',
  'store-being-filled',
  'store-moved',
  'data-folder-not-writable',
  'data-folder-not-ours',
  'data-folder-busy',
  'data-folder-incomplete',
  'data-folder-of-other-store',
  'data-folder-being-moved',
  'index-unreadable',
  'trust-list-empty',
  'trust-list-contradicts',
  'trust-file-malformed',
  'journal-missing',
  'journal-damaged',
  'journal-not-writable',
  'store-set-back',
] as const;

/** `fault`: something does not work today. `warning`: it will stop, or it is not as safe as it could be. */
export type Finding = {
  readonly outcome: 'good' | 'warning' | 'fault';
  readonly code: FindingCode;
  readonly data: WordData;
  /** Why issuing would be refused: its own words say what to do. */
  readonly problem: { readonly code: ProblemCode; readonly data: WordData } | null;
};

/** What a fault says of itself: its code, where it lies, and its own English words for codes that have none here. */
export function reasonOf(fault: unknown, place: string): WordData {
  const message = fault instanceof Error ? fault.message : String(fault);
  const named = (fault instanceof Error ? fault : {}) as { readonly code?: unknown; readonly file?: unknown };
  return {
    reason: typeof named.code === 'string' ? named.code : '',
    place: typeof named.file === 'string' ? named.file : place,
    detail: message.split('\n')[0] ?? '',
  };
}

export function good(code: FindingCode, data: WordData = {}): Finding {
  return { outcome: 'good', code, data, problem: null };
}

export function warning(code: FindingCode, data: WordData = {}): Finding {
  return { outcome: 'warning', code, data, problem: null };
}

export function fault(code: FindingCode, data: WordData = {}, problem: Finding['problem'] = null): Finding {
  return { outcome: 'fault', code, data, problem };
}
