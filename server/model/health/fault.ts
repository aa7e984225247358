/** What a service can find wrong with itself, by permanent code, and what cannot be done because of it. */
export const FAULTS = {
  'store-busy': ['issue'],
  'store-not-writable': ['issue'],
  'store-corrupt': ['issue', 'verify'],
  'store-unreachable': ['issue', 'verify'],
  'file-store-unusable': ['issue'],
  'trust-list-unreadable': ['issue', 'verify'],
  'trust-files-ignored': [],
  'keys-unreadable': ['issue'],
  'key-unusable': ['issue'],
  'key-not-here': ['issue'],
  'key-index-not-counted': [],
  'no-time-stamps': ['issue'],
  'time-stamps-unusable': ['issue'],
  'responder-unusable': [],
  'revocation-unreadable': ['issue', 'verify'],
  'revocation-expired': ['verify'],
  'revocation-files-lying': [],
  'clock-behind': ['issue', 'verify'],
  'store-set-back': ['issue', 'verify'],
  'journal-unavailable': ['issue'],
  'restore-not-confirmed': ['issue'],
  'letters-waiting': [],
  'accounts-key-differs': [],
} as const satisfies Readonly<Record<string, readonly Work[]>>;

export type Work = 'issue' | 'verify';
export type FaultCode = keyof typeof FAULTS;

/** One of them. */
export type Fault = {
  readonly code: FaultCode;
  /** Id of the key it is about; null where it is about none. */
  readonly keyId: string | null;
  /** For the operator alone: names the file and says what to do. */
  readonly message: string;
};

/** Whether nothing that is known stops that work. */
export function isReadyFor(work: Work, faults: readonly Fault[]): boolean {
  return !faults.some(({ code }) => (FAULTS[code] as readonly Work[]).includes(work));
}
