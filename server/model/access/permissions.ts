import type { Actor, Role } from './actor.ts';

/** Everything that somebody can ask to be done and that changes something, and reading the audit log. */
export const ACTIONS = [
  'issue-confirmation',
  'withdraw-confirmation',
  'renew-archive',
  'register-manufacturer',
  'change-sealing',
  'propose-seal',
  'approve-seal',
  'retire-seal',
  'create-key',
  'certify-key',
  'activate-key',
  'rotate-key',
  'suspend-key',
  'mark-key-compromised',
  'add-anchor',
  'suspend-trust',
  'resume-trust',
  'add-revocation-list',
  'remove-revocation-list',
  'replace-token',
  'read-audit-log',
  'adopt-confirmation',
  'restore-install',
  'confirm-restore',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Who may do what: the only place that says so. A role that does not stand beside an action may not do it. */
const PERMITTED: Readonly<Record<Action, readonly Role[]>> = {
  'issue-confirmation': ['administrator', 'operator', 'demonstration'],
  'withdraw-confirmation': ['administrator', 'operator', 'demonstration'],
  'renew-archive': ['operator', 'service'],
  'register-manufacturer': ['operator', 'demonstration'],
  'change-sealing': ['administrator', 'operator'],
  'propose-seal': ['administrator', 'operator', 'demonstration'],
  'approve-seal': ['administrator', 'operator', 'demonstration'],
  'retire-seal': ['administrator', 'operator'],
  'create-key': ['operator'],
  'certify-key': ['operator'],
  'activate-key': ['administrator', 'operator'],
  'rotate-key': ['operator'],
  'suspend-key': ['administrator', 'operator'],
  'mark-key-compromised': ['administrator', 'operator'],
  'add-anchor': ['operator'],
  'suspend-trust': ['operator'],
  'resume-trust': ['operator'],
  'add-revocation-list': ['operator', 'service'],
  'remove-revocation-list': ['operator'],
  'replace-token': ['operator', 'service'],
  'read-audit-log': ['operator'],
  'adopt-confirmation': ['operator'],
  'restore-install': ['operator'],
  'confirm-restore': ['operator'],
};

/** Whether one of the actor's roles may do this. */
export function isPermitted({ roles }: Pick<Actor, 'roles'>, action: Action): boolean {
  return roles.some((role) => PERMITTED[action].includes(role));
}
