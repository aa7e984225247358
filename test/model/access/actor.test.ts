import { describe, expect, test } from '@jest/globals';
import {
  type Actor,
  actorText,
  DEMONSTRATION,
  isSamePerson,
  keyActor,
  operatorActor,
  RECOVERY,
  type RecordedActor,
  ROLES,
  type Role,
  SERVICE,
} from '../../../server/model/access/actor.ts';
import { ACTIONS, type Action, isPermitted } from '../../../server/model/access/permissions.ts';

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
  /** Stated here once more, so that no role gains or loses anything unnoticed. */
  const EXPECTED: Readonly<Record<Role, readonly Action[]>> = {
    administrator: [
      'issue-confirmation',
      'withdraw-confirmation',
      'change-sealing',
      'propose-seal',
      'approve-seal',
      'retire-seal',
      'activate-key',
      'suspend-key',
      'mark-key-compromised',
    ],
    operator: ACTIONS,
    service: ['renew-archive', 'replace-token'],
    demonstration: [
      'issue-confirmation',
      'withdraw-confirmation',
      'register-manufacturer',
      'propose-seal',
      'approve-seal',
    ],
  };

  test.each(ROLES.flatMap((role) => ACTIONS.map((action) => [role, action] as const)))('%s: %s', (role, action) => {
    expect(isPermitted({ roles: [role] }, action)).toBe(EXPECTED[role].includes(action));
  });

  test.each(ACTIONS)('nobody without a role may %s, and roles add up', (action) => {
    expect(isPermitted({ roles: [] }, action)).toBe(false);
    const all: Pick<Actor, 'roles'> = { roles: ['service', 'operator'] };
    expect(isPermitted(all, action)).toBe(true);
  });

  test("today's actors have one role each, the store's own recovery none", () => {
    const roles = [keyActor('x'), operatorActor(), SERVICE, DEMONSTRATION, RECOVERY].map((actor) => actor.roles);
    expect(roles).toEqual([['administrator'], ['operator'], ['service'], ['demonstration'], []]);
  });
});
