import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { renewRevocationListRunOut } from '../../../server/compose/install/refresh-revocation-list.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { DEVELOPMENT_CRL_FILE } from '../../../server/development/development-crl.ts';
import { copyInstall } from '../../support/install.ts';

const copy = copyInstall();
afterAll(copy.remove);

const list = () => readFileSync(path.join(dataPaths(copy.folder).crl, DEVELOPMENT_CRL_FILE));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

test('a list is renewed when it has run out, and not before', async () => {
  const first = list();
  await renewRevocationListRunOut(copy.folder, inDays(6));
  expect(list()).toEqual(first);
  await renewRevocationListRunOut(copy.folder, inDays(8));
  expect(list()).not.toEqual(first);
});
