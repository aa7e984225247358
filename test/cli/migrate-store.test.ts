import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TABLE_NAMES } from '../../server/stores/dump/tables.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';

/** `migrate-store` at the terminal. */

test('a password is no argument, and an address needs the name of a database', async () => {
  const shown = await cliInProcess(['migrate-store', '--to', 'mongodb://zhang:pa55word@127.0.0.1/x']);
  expect([shown.code, shown.stderr]).toEqual([64, expect.stringContaining('VINSEAL_MONGO_TO')]);
  expect(shown.stderr).not.toContain('pa55word');
  const optional = 'mongodb://zhang@127.0.0.1/x?tls=true&tlsCertificateKeyFilePassword=pa55word';
  const hidden = await cliInProcess(['migrate-store', '--to', optional]);
  expect([hidden.code, hidden.stderr.includes('pa55word')]).toEqual([64, false]);
  expect(await cliInProcess(['migrate-store', '--to', '-'], {}, 'mongodb://127.0.0.1')).toMatchObject({ code: 64 });
  expect(await cliInProcess(['migrate-store'])).toMatchObject({ code: 64 });
});

describeWithMongo('migrate-store', ({ mongo }) => {
  const copy = copyInstall();
  let url: string;
  beforeAll(() => {
    url = mongo().url(`vinseal-cli-${process.pid}`);
  });
  afterAll(copy.remove);

  test('there by an address on standard input, in use by that setting, and back', async () => {
    const data = ['--data', copy.folder];
    const back = await cliInProcess(['migrate-store', '--to', 'file', '--json', ...data]);
    expect([back.code, JSON.parse(back.stderr).code]).toEqual([1, 'move-already-there']);
    const there = await cliInProcess(['migrate-store', '--to', '-', ...data], {}, `${url}\n`);
    expect([there.code, there.stderr]).toEqual([0, '']);
    expect(there.stdout).toContain('VINSEAL_MONGO_URL');
    expect(TABLE_NAMES.filter((name) => there.stdout.includes(`${name}:`))).toEqual([]);
    expect(there.stdout).toMatch(/Entries of the audit log: \d+\./);
    expect(await cliInProcess(['list', ...data])).toMatchObject({ code: 78 });
    const env = { VINSEAL_MONGO_URL: url };
    expect(await cliInProcess(['list', ...data], env)).toMatchObject({ code: 0, stderr: '' });
    expect(await cliInProcess(['audit', 'verify', ...data], env)).toMatchObject({ code: 0 });
    const again = await cliInProcess(['migrate-store', '--to', 'file', '--json', ...data], env);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { to: 'file', documents: expect.any(Number) }]);
    expect(existsSync(path.join(copy.folder, 'vinseal.sqlite'))).toBe(true);
    expect(await cliInProcess(['list', ...data])).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);
});
