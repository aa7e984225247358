import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Store } from '../../../server/ports/store.ts';
import type { JudgeChange } from '../../../server/ports/trust-register.ts';
import { anchorRecord } from '../../../server/stores/trust/own-trust.ts';
import { saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { createTrustRegister } from '../../../server/stores/trust/trust-register.ts';
import { type TestCertificate, testRoot } from '../../support/pki.ts';
import { trustAnchor } from '../../support/trust.ts';
import { type SqliteFixture, sqliteFixture } from '../sqlite/sqlite-fixture.ts';

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'register-a' });
});

let shipped: string;
let fixture: SqliteFixture;
let shared: Store['shared'];
beforeEach(async () => {
  shipped = mkdtempSync(path.join(tmpdir(), 'vinseal-register-'));
  saveTrustAnchor(shipped, trustAnchor('shipped', root.der));
  fixture = await sqliteFixture();
  shared = (await fixture.open()).shared;
});
afterEach(async () => {
  await fixture.dispose();
  rmSync(shipped, { recursive: true });
});

const NOT_JUDGED: JudgeChange = () => null;
const register = () => createTrustRegister({ shipped, shared });
const records = async () => (await shared.read('trust')).records;

it('suspends and resumes in the store: what is shipped is never written', async () => {
  const contents = () => readdirSync(shipped).map((name) => [name, readFileSync(path.join(shipped, name), 'utf8')]);
  const before = contents();
  const target = { anchor: 'shipped', manufacturer: null };
  await register().change({ kind: 'suspend', target }, NOT_JUDGED);
  expect(await register().all()).toMatchObject([{ id: 'shipped', status: 'suspended' }]);
  await register().change({ kind: 'resume', target }, NOT_JUDGED);
  expect(contents()).toEqual(before);
});

it('keeps an anchor that is replaced, under a name that is not loaded', async () => {
  const former = trustAnchor('own', root.der);
  await register().change({ kind: 'add', anchors: [former] }, NOT_JUDGED);
  const replacement = { former: 'own', anchor: trustAnchor('new', root.der), at: '2026-03-01T08:00:00.000Z' };
  await register().change({ kind: 'replace', ...replacement }, NOT_JUDGED);
  expect(await records()).toContainEqual({
    ...anchorRecord(former),
    name: '_replaced-own-20260301T080000000Z',
  });
  expect((await register().all()).map(({ id }) => id)).toEqual(['shipped', 'new']);
});

it.each(['ca.example', 'ca.schema', '_suspended', '../ca', ''])(
  'refuses the id %j, which would not be loaded',
  async (id) => {
    await expect(register().change({ kind: 'add', anchors: [trustAnchor(id, root.der)] }, NOT_JUDGED)).rejects.toThrow(
      z.ZodError,
    );
    expect(await records()).toEqual([]);
  },
);
