/**
 * Why a letter could not be handed over, without a word of it. `deferred`: the server asks to come again. `refused`: it does not take
 * this letter. `not-readable`: it was stored under another `accounts.key`.
 */
export const MAIL_FAILURES = [
  'unreachable',
  'timed-out',
  'not-secure',
  'login-refused',
  'deferred',
  'refused',
  'not-readable',
  'other',
] as const;
export type MailFailure = (typeof MAIL_FAILURES)[number];

const OF_SERVER: ReadonlySet<MailFailure> = new Set(['unreachable', 'timed-out', 'not-secure', 'login-refused']);

/** Whether every other letter would meet the same now. */
export function befallsAll(failure: MailFailure): boolean {
  return OF_SERVER.has(failure);
}
