/**
 * Why a store refuses a write that contradicts what it holds or its own rules. Permanent codes, the same for every store.
 *
 * - `reservation-state-wrong`: no reservation of this process in the state that the step needs
 * - `reservation-content-differs`: the content to be signed is not what was reserved
 * - `replaced-withdrawn`: a vehicle was withdrawn from the confirmation that its reservation replaces
 * - `record-not-valid`: the parts of a record contradict one another
 * - `constraint-violated`: the record contradicts another one, or the life of what it changes
 */
export const STORE_CONFLICT_CODES = [
  'reservation-state-wrong',
  'reservation-content-differs',
  'replaced-withdrawn',
  'record-not-valid',
  'constraint-violated',
] as const;
export type StoreConflictCode = (typeof STORE_CONFLICT_CODES)[number];

/** A write that the store refused: a fault of the caller. Nothing was changed. */
export class StoreConflict extends Error {
  readonly code: StoreConflictCode;

  constructor(code: StoreConflictCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreConflict';
    this.code = code;
  }
}
