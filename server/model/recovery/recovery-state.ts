/** How far an install has come back since its database was set back; null where it never was. */
type RecoveryState = { readonly isComplete: boolean; readonly confirmedAt: string | null } | null;

/** Whether nobody has said yet that the restored registry lacks nothing: a vehicle could be confirmed twice. */
export function isUnconfirmed(state: RecoveryState): boolean {
  return state !== null && state.confirmedAt === null;
}

/** Whether something may have been withdrawn of which the restored registry does not know. */
export function mayLackWithdrawals(state: RecoveryState): boolean {
  return state !== null && !state.isComplete && isUnconfirmed(state);
}
