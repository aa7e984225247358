import { describe, expect, test } from '@jest/globals';
import {
  actorText,
  DEMONSTRATION,
  isSamePerson,
  operatorActor,
  RECOVERY,
  type RecordedActor,
  SERVICE,
} from '../../../server/model/access/actor.ts';
import {
  hasRole,
  mayDirectlySeal,
  ORGANISATION_KINDS,
  type OrganisationKind,
  ROLES_OF,
} from '../../../server/model/access/organisation.ts';
import { ACTIONS, isPermitted, reachOf } from '../../../server/model/access/permissions.ts';
import { ROLES, type Role } from '../../../server/model/access/roles.ts';
import { keyActor } from '../../support/actors.ts';

const person = (id: string, name: string): RecordedActor => ({ kind: 'person', id, name });
const named = (name: string): RecordedActor => ({ kind: 'named', id: name, name });

describe('one person or two', () => {
  test.each([
    'zhang',
    ' Zhang ',
    'ZHANG',
    'ｚｈａｎｇ',
    'zh\u200bang',
    'zhang\ufe0f',
    'zh\u034fang',
    'zhang\u3164',
    'zhang\u2800',
    'zhang\ue000',
    'zh.ang',
    'zh-ang',
    'zhаng',
    'ZHΑNG',
    'zһang',
  ])('a claimed name is one however it is written: “%s”', (name) => {
    for (const other of [named('zhang'), operatorActor('zhang'), keyActor('zhang'), person('p-1', 'zhang')])
      expect(isSamePerson(operatorActor(name), other)).toBe(true);
    expect(isSamePerson(keyActor('zhang'), keyActor(name))).toBe(true);
  });

  test('other names are other people', () => {
    expect(isSamePerson(named('zhang'), operatorActor('zhang2'))).toBe(false);
    expect(isSamePerson(keyActor('zhang'), operatorActor('li'))).toBe(false);
    expect(isSamePerson(named('张伟'), operatorActor('张维'))).toBe(false);
    expect(isSamePerson(named('Иванов'), operatorActor('Петров'))).toBe(false);
    expect(isSamePerson(named('*'), operatorActor('#'))).toBe(false);
  });

  test('persons who signed in are told apart by their ids, whatever their names', () => {
    expect(isSamePerson(person('p-1', '张伟'), person('p-2', '张伟'))).toBe(false);
    expect(isSamePerson(person('p-1', '张伟'), person('p-1', '张 伟 (renamed)'))).toBe(true);
  });
});

test('two persons of one name have two texts', () => {
  expect(actorText(person('p-1', '张伟'))).not.toBe(actorText(person('p-2', '张伟')));
  expect(actorText(operatorActor('zhang'))).toBe('zhang');
});

describe('who may do what', () => {
  const PARTS = [
    ...ORGANISATION_KINDS.flatMap((kind) =>
      ROLES_OF[kind].map((role): readonly [OrganisationKind, Role] => [kind, role]),
    ),
    ['manufacturer', 'direct-sealer'],
    ['operator', 'direct-sealer'],
    ...(['operator', 'service', 'demonstration'] as const).map((role) => [null, role] as const),
  ] as const satisfies readonly (readonly [OrganisationKind | null, Role])[];
  const memberOf = (kind: OrganisationKind | null, ...roles: readonly Role[]) => ({
    organisation: kind === null ? null : { id: 'o-1', kind, manufacturerId: 'maker', uscc: '91350200M0000TEX1H' },
    roles,
  });
  /** What a key gets by the agreement of two administrators, and never with its making. */
  const isGranted = (kind: OrganisationKind, role: Role) => mayDirectlySeal(kind) && role === 'direct-sealer';
  const PEOPLE =
    'read-people invite-person withdraw-invitation change-person approve-roles end-person reset-second-factor end-sessions lift-lock release-identity';
  /** Stated here once more, so that no part gains or loses anything unnoticed. */
  const reached = (kind: OrganisationKind | null, role: Role, reach: 'own' | 'all') =>
    ACTIONS.filter((action) => reachOf(memberOf(kind, role), action) === reach).join(' ');

  test.each([
    [
      'manufacturer',
      'sealer',
      'own',
      'withdraw-confirmation read-confirmations read-manufacturer approve-seal read-requests approve-batch control-batch read-batches seal-approved',
    ],
    [
      'manufacturer',
      'clerk',
      'own',
      'read-confirmations read-manufacturer make-request decide-request read-requests keep-outlets propose-batch control-batch read-batches',
    ],
    ['manufacturer', 'direct-sealer', 'own', 'issue-confirmation'],
    ['operator', 'direct-sealer', 'all', 'issue-confirmation'],
    [
      'manufacturer',
      'administrator',
      'own',
      'read-confirmations read-manufacturer propose-seal approve-seal retire-seal suspend-key mark-key-compromised read-applications decide-application create-access-key end-access-key read-people invite-person withdraw-invitation change-person approve-roles end-person reset-second-factor end-sessions lift-lock release-identity read-requests read-batches grant-direct-sealing',
    ],
    [
      'manufacturer',
      'auditor',
      'own',
      'read-confirmations read-manufacturer read-audit-log read-requests read-batches',
    ],
    ['exporter', 'requester', 'own', 'read-confirmations make-request read-requests share-confirmation'],
    ['exporter', 'administrator', 'own', `create-access-key end-access-key ${PEOPLE}`],
    ['authority', 'officer', 'own', 'keep-check read-checks'],
    ['authority', 'administrator', 'own', `create-access-key end-access-key read-checks ${PEOPLE}`],
    [
      'operator',
      'administrator',
      'all',
      'withdraw-confirmation read-confirmations register-manufacturer read-manufacturer change-sealing propose-seal approve-seal retire-seal activate-key suspend-key mark-key-compromised suspend-trust propose-trust approve-trust reject-trust add-revocation-list read-audit-log add-organisation close-organisation read-applications decide-application create-access-key end-access-key read-install read-people invite-person withdraw-invitation change-person approve-roles end-person reset-second-factor end-sessions lift-lock release-identity read-outbox read-requests keep-outlets propose-batch control-batch read-batches grant-direct-sealing',
    ],
    [
      'operator',
      'auditor',
      'all',
      'read-confirmations read-manufacturer read-audit-log read-install read-requests read-batches',
    ],
    [null, 'service', 'all', 'renew-archive add-revocation-list create-access-key invite-person withdraw-invitation'],
    [
      null,
      'demonstration',
      'all',
      'issue-confirmation withdraw-confirmation read-confirmations register-manufacturer propose-seal approve-seal propose-trust add-organisation propose-batch grant-direct-sealing',
    ],
  ] as const)('%s %s reaches %s: %s', (kind, role, reach, actions) => {
    expect(reached(kind, role, reach)).toBe(actions);
    expect(reached(kind, role, reach === 'own' ? 'all' : 'own')).toBe('');
  });

  test.each(PARTS)(
    '%s %s: what is its own, and nothing of others or of nobody, where it reaches its own',
    (kind, role) => {
      const member = memberOf(kind, role);
      for (const action of ACTIONS.filter((one) => reachOf(member, one) === 'own')) {
        expect(isPermitted(member, action, { organisationId: 'o-1' })).toBe(true);
        expect(isPermitted(member, action, { manufacturerId: 'other', organisationId: 'o-2' })).toBe(false);
        expect(isPermitted(member, action)).toBe(false);
      }
    },
  );

  test("a manufacturer's things are its own, an exporter's those that bear its code", () => {
    const sealer = memberOf('manufacturer', 'sealer');
    expect(isPermitted(sealer, 'withdraw-confirmation', { manufacturerId: 'maker' })).toBe(true);
    expect(isPermitted(sealer, 'read-confirmations', { exporterUscc: '91350200M0000TEX1H' })).toBe(false);
    const requester = memberOf('exporter', 'requester');
    expect(isPermitted(requester, 'read-confirmations', { exporterUscc: '91350200M0000TEX1H' })).toBe(true);
  });

  test.each(ACTIONS)(
    'nobody without a role may %s, no role counts in another kind of organisation, and roles add up',
    (action) => {
      expect(isPermitted(memberOf(null), action)).toBe(false);
      for (const kind of ORGANISATION_KINDS)
        for (const role of ROLES.filter((one) => !hasRole(kind, one) && !isGranted(kind, one)))
          expect(reachOf(memberOf(kind, role), action)).toBe('none');
      const parts = PARTS.filter(([kind]) => kind === 'manufacturer').map(([, role]) => role);
      const most = parts.some((role) => reachOf(memberOf('manufacturer', role), action) === 'own') ? 'own' : 'none';
      expect(reachOf(memberOf('manufacturer', ...parts), action)).toBe(most);
    },
  );

  test('the actors of an install have one role each, the recovery of the store none', () => {
    const roles = [operatorActor(), SERVICE, DEMONSTRATION, RECOVERY].map((actor) => actor.roles);
    expect(roles).toEqual([['operator'], ['service'], ['demonstration'], []]);
  });
});
