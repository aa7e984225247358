import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectDone } from '../support/actors.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { makePerson } from '../support/people.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const run = (...args: readonly string[]) =>
  cliInProcess(args, { VINSEAL_DATA: install.folder, VINSEAL_PUBLIC_URL: 'https://check.example' });

describe('people at the terminal', () => {
  test('are invited by a link that is printed', async () => {
    const { code, stdout } = await run('people', 'invite', 'boss@company.example', '--role', 'administrator');
    expect(code).toBe(0);
    const token = /^https:\/\/check\.example\/en\/invitation\/([\w-]{43})\n$/.exec(stdout)?.[1] ?? '';
    const accepted = await install.accounts.acceptInvitation(token, { name: 'Boss', password: 'words of the boss' });
    expect(accepted).toMatchObject({ ok: true, value: { roles: ['administrator'], organisationId: 'operator' } });
    expect((await run('people', 'list')).stdout).toMatch(/Boss +boss@company\.example +operator/);
  });

  test('lose a second factor, are ended and erased, also the last administrator', async () => {
    const asked = { organisation: { kind: 'operator' }, roles: ['administrator'] } as const;
    const { id, email } = await makePerson(install, asked);
    expect((await run('people', 'erase', id, '--yes')).code).not.toBe(0);
    const reset = await run('people', 'reset-second-factor', id, '--yes', '--json');
    expect(JSON.parse(reset.stdout)).toMatchObject({ id, secondFactorSince: null });
    const released = await run('people', 'release-identity', id, '--yes', '--json');
    expect(JSON.parse(released.stdout)).toMatchObject({ id, identity: null });
    const letters = (await install.mail.outbox?.list(10)) ?? [];
    expect(letters.map(({ to, kind }) => [to, kind])).toContainEqual([email, 'second-factor-reset']);
    expect(JSON.parse((await run('people', 'end', id, '--yes', '--json')).stdout)).toMatchObject({ state: 'ended' });
    expect(JSON.parse((await run('people', 'erase', id, '--yes', '--json')).stdout)).toMatchObject({ email: null });
    expect((await run('people', 'end', 'nobody', '--yes')).code).not.toBe(0);
  });

  test('become sealers by two names', async () => {
    await run('organisations', 'add', 'maker', '--kind', 'manufacturer', '--manufacturer', 'test-maker');
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
    const { id } = await makePerson(install, { organisation: maker, roles: ['clerk'] });
    const change = ['people', 'change-roles', id, '--role', 'clerk', '--role', 'sealer'];
    expect((await run(...change)).code).toBe(64);
    expect((await run(...change, '--by', 'zhang')).stdout).toContain('clerk, sealer (proposed)');
    expect((await run('people', 'approve-roles', id)).code).toBe(64);
    expect((await run('people', 'approve-roles', id, '--by', 'Zhang')).stderr).toContain('roles-approved-by-proposer');
    const approved = await run('people', 'approve-roles', id, '--by', 'li', '--json');
    expect(JSON.parse(approved.stdout)).toMatchObject({ roles: ['clerk', 'sealer'], proposal: null });
    expect((await run('people', 'withdraw-roles', id, '--by', 'li')).code).toBe(0);
    for (const step of ['end-sessions', 'lift-lock']) expect((await run('people', step, id)).code).toBe(0);
  });

  test('leave their access keys in force, which is told, or ended in the same step', async () => {
    const asked = { organisation: { kind: 'operator' }, roles: ['administrator'] } as const;
    const made = async () => {
      const { id, name } = await makePerson(install, asked);
      const organisation = { id: 'operator', kind: 'operator', manufacturerId: null, uscc: null } as const;
      const actor = { kind: 'person', id, name, organisation, roles: ['administrator'] } as const;
      const wish = { organisation: 'operator', name: `Key of ${id}`, roles: ['auditor'], days: 9 };
      return { id, key: expectDone(await install.accessKeys.create(wish, actor)).key.id };
    };
    const [one, other] = [await made(), await made()];
    const kept = await run('people', 'end', one.id, '--yes', '--json');
    expect(JSON.parse(kept.stdout)).toMatchObject({ state: 'ended', keys: { ended: [], inForce: [one.key] } });
    expect(kept.stderr).toContain(`Key of ${one.id} (${one.key})`);
    const ended = await run('people', 'end', other.id, '--keys', '--yes', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ keys: { ended: [other.key], inForce: [] } });
  });

  test('the first one comes by a link of the service, until somebody did', async () => {
    expect(await install.accounts.inviteFirstAdministrator('en')).toBeNull();
    const fresh = await openTestInstall();
    try {
      const first = (await fresh.accounts.inviteFirstAdministrator('en')) ?? '';
      const second = (await fresh.accounts.inviteFirstAdministrator('en')) ?? '';
      const own = { name: 'First', password: 'words of the first', email: 'first@company.example' };
      expect(await fresh.accounts.acceptInvitation(first, own)).toMatchObject({ ok: false });
      expect(await fresh.accounts.acceptInvitation(second, own)).toMatchObject({ ok: true });
      expect(await fresh.accounts.inviteFirstAdministrator('en')).toBeNull();
    } finally {
      await fresh.dispose();
    }
  });

  test('whose link nobody used opens nothing any more once somebody came in otherwise', async () => {
    const fresh = await openTestInstall();
    try {
      const left = (await fresh.accounts.inviteFirstAdministrator('en')) ?? '';
      await makePerson(fresh, { organisation: { kind: 'operator' }, roles: ['auditor'] });
      const own = { name: 'Whoever reads the log', password: 'words of the first', email: 'reader@company.example' };
      const refused = { ok: false, problem: { code: 'invitation-not-valid' } };
      expect(await fresh.accounts.openInvitation(left)).toMatchObject(refused);
      expect(await fresh.accounts.acceptInvitation(left, own)).toMatchObject(refused);
    } finally {
      await fresh.dispose();
    }
  });
});
