/** Why a registry was not moved to another store. Permanent codes. */
export const MOVE_FAULTS = [
  /** A service, or a command, works on the store that is to be moved. */
  'move-source-in-use',
  'move-running',
  /** The registry is where it is to be moved to. */
  'move-already-there',
  'move-target-not-empty',
  /** The database is older than what is kept outside it. */
  'move-source-set-back',
  'move-audit-broken',
  /** A counter would give a number again. */
  'move-counter-behind',
  'move-record-damaged',
  'move-document-missing',
  'move-document-damaged',
  'move-document-too-large',
  /** What arrived is not what was sent, or the source changed meanwhile. */
  'move-differs',
] as const;
export type MoveFaultCode = (typeof MOVE_FAULTS)[number];

/** A move that was not made: the registry is where it was. The message says what to do. */
export class MoveFault extends Error {
  readonly code: MoveFaultCode;

  constructor(code: MoveFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MoveFault';
    this.code = code;
  }
}
