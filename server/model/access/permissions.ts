import type { Actor } from './actor.ts';
import type { OrganisationKind } from './organisation.ts';
import type { Role } from './roles.ts';

/** Everything that somebody can ask to be done, and what they may read. */
export const ACTIONS = [
  'issue-confirmation',
  'withdraw-confirmation',
  'read-confirmations',
  'renew-archive',
  'register-manufacturer',
  'read-manufacturer',
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
  'propose-trust',
  'approve-trust',
  'reject-trust',
  'add-revocation-list',
  'remove-revocation-list',
  'read-audit-log',
  'adopt-confirmation',
  'restore-install',
  'confirm-restore',
  'add-organisation',
  'close-organisation',
  'read-applications',
  'decide-application',
  'create-access-key',
  'end-access-key',
  'keep-check',
  'read-checks',
  'read-install',
  'read-people',
  'invite-person',
  'withdraw-invitation',
  'change-person',
  'approve-roles',
  'end-person',
  'reset-second-factor',
  'end-sessions',
  'lift-lock',
  'release-identity',
  'erase-person',
  'replace-accounts-key',
  'read-outbox',
  'make-request',
  'decide-request',
  'read-requests',
  'keep-outlets',
  'share-confirmation',
  'propose-batch',
  'approve-batch',
  'control-batch',
  'read-batches',
  'seal-approved',
  'grant-direct-sealing',
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * Whose part may do it. `install`: who belongs to no organisation, at the terminal or within the program. `own`: only to what
 * belongs to the actor's organisation. Reads `<kind> <role> <own or all>`.
 */
type Grant = `${OrganisationKind | 'install'} ${Role} ${'own' | 'all'}`;

const TERMINAL: Grant = 'install operator all';
const SET_UP: Grant = 'install demonstration all';
const RUNNING: Grant = 'install service all';
const OPERATOR: Grant = 'operator administrator all';

/** Everybody of a manufacturer, for what all of them read. */
const MAKER_STAFF: readonly Grant[] = [
  'manufacturer administrator own',
  'manufacturer clerk own',
  'manufacturer sealer own',
  'manufacturer auditor own',
];

/** Who keeps what an organisation has of its own. */
const KEEPERS: readonly Grant[] = [
  TERMINAL,
  OPERATOR,
  'manufacturer administrator own',
  'exporter administrator own',
  'authority administrator own',
];

/** Who may do what: the only place that says so. A part that does not stand beside an action may not do it. */
const PERMITTED: Readonly<Record<Action, readonly Grant[]>> = {
  // Nobody seals alone but the terminal: batches are approved by a second person, keys are granted by two.
  'issue-confirmation': [TERMINAL, SET_UP, 'manufacturer direct-sealer own', 'operator direct-sealer all'],
  'withdraw-confirmation': [OPERATOR, TERMINAL, SET_UP, 'manufacturer sealer own'],
  'read-confirmations': [OPERATOR, TERMINAL, SET_UP, 'operator auditor all', ...MAKER_STAFF, 'exporter requester own'],
  'renew-archive': [TERMINAL, RUNNING],
  'register-manufacturer': [TERMINAL, SET_UP, OPERATOR],
  'read-manufacturer': [OPERATOR, TERMINAL, 'operator auditor all', ...MAKER_STAFF],
  'change-sealing': [OPERATOR, TERMINAL],
  'propose-seal': [OPERATOR, TERMINAL, SET_UP, 'manufacturer administrator own'],
  'approve-seal': [OPERATOR, TERMINAL, SET_UP, 'manufacturer administrator own', 'manufacturer sealer own'],
  'retire-seal': [OPERATOR, TERMINAL, 'manufacturer administrator own'],
  'create-key': [TERMINAL],
  'certify-key': [TERMINAL],
  'activate-key': [OPERATOR, TERMINAL],
  'rotate-key': [TERMINAL],
  'suspend-key': [OPERATOR, TERMINAL, 'manufacturer administrator own'],
  'mark-key-compromised': [OPERATOR, TERMINAL, 'manufacturer administrator own'],
  // More trust needs two persons in the pages; whoever is at the terminal gives it alone.
  'add-anchor': [TERMINAL],
  'suspend-trust': [OPERATOR, TERMINAL],
  'resume-trust': [TERMINAL],
  'propose-trust': [OPERATOR, SET_UP],
  'approve-trust': [OPERATOR],
  'reject-trust': [OPERATOR],
  'add-revocation-list': [OPERATOR, TERMINAL, RUNNING],
  'remove-revocation-list': [TERMINAL],
  'read-audit-log': [TERMINAL, OPERATOR, 'operator auditor all', 'manufacturer auditor own'],
  'adopt-confirmation': [TERMINAL],
  'restore-install': [TERMINAL],
  'confirm-restore': [TERMINAL],
  'add-organisation': [TERMINAL, SET_UP, OPERATOR],
  'close-organisation': [TERMINAL, OPERATOR],
  'read-applications': [OPERATOR, 'manufacturer administrator own'],
  'decide-application': [OPERATOR, 'manufacturer administrator own'],
  // The running service makes the operator's first one.
  'create-access-key': [...KEEPERS, RUNNING],
  'end-access-key': KEEPERS,
  'propose-batch': [OPERATOR, TERMINAL, SET_UP, 'manufacturer clerk own'],
  'approve-batch': ['manufacturer sealer own'],
  'control-batch': [OPERATOR, TERMINAL, 'manufacturer clerk own', 'manufacturer sealer own'],
  'read-batches': [OPERATOR, TERMINAL, 'operator auditor all', ...MAKER_STAFF],
  'seal-approved': ['manufacturer sealer own'],
  'grant-direct-sealing': [OPERATOR, TERMINAL, SET_UP, 'manufacturer administrator own'],
  'keep-check': ['authority officer own'],
  'read-install': [TERMINAL, OPERATOR, 'operator auditor all'],
  'read-checks': ['authority officer own', 'authority administrator own'],
  'read-people': KEEPERS,
  // The service itself invites the first administrator.
  'invite-person': [...KEEPERS, RUNNING],
  'withdraw-invitation': [...KEEPERS, RUNNING],
  'change-person': KEEPERS,
  'approve-roles': KEEPERS,
  'end-person': KEEPERS,
  'reset-second-factor': KEEPERS,
  'end-sessions': KEEPERS,
  'lift-lock': KEEPERS,
  'release-identity': KEEPERS,
  'erase-person': [TERMINAL],
  'replace-accounts-key': [TERMINAL],
  'read-outbox': [OPERATOR],
  'make-request': ['exporter requester own', 'manufacturer clerk own'],
  'decide-request': ['manufacturer clerk own'],
  'read-requests': [OPERATOR, 'operator auditor all', ...MAKER_STAFF, 'exporter requester own'],
  'keep-outlets': [OPERATOR, TERMINAL, 'manufacturer clerk own'],
  'share-confirmation': ['exporter requester own'],
};

/** Whose something is. Left out: nobody's in particular. */
export type Owner = {
  /** The registered manufacturer that it is of. */
  readonly manufacturerId?: string;
  /** The organisation that made it, or that it is about. */
  readonly organisationId?: string;
  /** The exporter that it is for. */
  readonly exporterUscc?: string;
};

/** How far an actor reaches with an action: nothing, what belongs to its organisation, or everything. */
export type Reach = 'none' | 'own' | 'all';

export function reachOf({ organisation, roles }: Pick<Actor, 'organisation' | 'roles'>, action: Action): Reach {
  const kind = organisation?.kind ?? 'install';
  const has = (over: 'own' | 'all') => roles.some((role) => PERMITTED[action].includes(`${kind} ${role} ${over}`));
  if (has('all')) return 'all';
  return has('own') ? 'own' : 'none';
}

/** Whether one of the actor's roles may do this to what belongs to `owner`. */
export function isPermitted(actor: Pick<Actor, 'organisation' | 'roles'>, action: Action, owner: Owner = {}): boolean {
  const reach = reachOf(actor, action);
  return reach === 'all' || (reach === 'own' && isOwn(actor, owner));
}

/** Whether something belongs to the actor's organisation. What is nobody's is not. */
function isOwn({ organisation }: Pick<Actor, 'organisation'>, owner: Owner): boolean {
  if (organisation === null) return false;
  const { id, manufacturerId, uscc } = organisation;
  return (
    (owner.organisationId !== undefined && owner.organisationId === id) ||
    (manufacturerId !== null && owner.manufacturerId === manufacturerId) ||
    (uscc !== null && organisation.kind === 'exporter' && owner.exporterUscc === uscc)
  );
}
