import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { issueConfirmation } from '../../../server/app/confirmations/issue-confirmation.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { defaultSealingPolicy } from '../../../server/model/manufacturers/sealing-policy.ts';
import type { DocumentMaker } from '../../../server/ports/document-maker.ts';
import { makeCheckedDocument } from '../../../server/sealing/make-checked-document.ts';
import { unprintableCharacters } from '../../../server/sealing/typeset/unprintable-text.ts';
import { openFolderFiles } from '../../../server/stores/files/folder-files.ts';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { copyInstall, seededRequest } from '../../support/install.ts';
import { openKeys } from '../../support/keys.ts';
import { trustListOf } from '../../support/trust.ts';
import { SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

/** The last net: whatever the checks of a request let through, no document is sealed that would not show its data. */
const now = () => new Date().toISOString();
let copy: ReturnType<typeof copyInstall>;
let store: ReturnType<typeof openSqliteStore>;

beforeAll(() => {
  copy = copyInstall();
  store = openSqliteStore({ file: dataPaths(copy.folder).store, now });
});
afterAll(() => {
  store.close();
  copy.remove();
});

const nothing = async () => ({ crls: [], ocsps: [] });
const NOTHING_KNOWN = { find: nothing, kept: nothing };

async function issue(maker: DocumentMaker, seed = 77) {
  const { registry, reservations, manufacturers: directory, holders, seals, auditLog, health } = store;
  const keys = openKeys(dataPaths(copy.folder).keys);
  const ledger = { list: async () => [] };
  const files = openFolderFiles(dataPaths(copy.folder).files);
  const ports = {
    clock: { now },
    files,
    directory,
    holders,
    recovery: { state: async () => null },
    reservations,
    registry,
    health,
    keys,
    seals,
    ledger,
    auditLog,
    maker,
  };
  const trustList = trustListOf(copy.folder);
  const proofs = { revocation: NOTHING_KNOWN, trustList, timeStamps: null };
  const sealing = defaultSealingPolicy(false, 'issue-b-b');
  const deps = { ...ports, ...proofs, sealing, unprintable: unprintableCharacters, publicUrl: 'https://check.example' };
  return issueConfirmation(deps, seededRequest(seed), { by: operatorActor('test') });
}

test('a document that shows more than its data is unfaithful', async () => {
  const content = { ...SAMPLE, exporter: { ...SAMPLE.exporter, name: 'of 1M8GDM9AXKP042788' } };
  const request = { content, seal: SAMPLE_SEAL, signatureBytes: 3000 };
  expect((await makeCheckedDocument(request)).kind).toBe('unfaithful');
  expect((await makeCheckedDocument({ ...request, content: SAMPLE })).kind).toBe('made');
});

test('it is refused with a code, and its vehicles are free again', async () => {
  const refused = await issue({ make: async () => ({ kind: 'unfaithful', detail: '' }) });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'document-not-faithful' } });
  expect(await issue({ make: makeCheckedDocument })).toMatchObject({ ok: true });
});

test('one that customs would not take is issued, with a warning and the way out', async () => {
  const make: DocumentMaker['make'] = async (request) => ({ ...(await makeMade(request)), pages: 0 });
  const issued = await issue({ make }, 78);
  expect(issued).toMatchObject({ ok: true, value: { warnings: [{ pointer: '', code: 'customs-pages-too-large' }] } });
});

async function makeMade(request: Parameters<DocumentMaker['make']>[0]) {
  const made = await makeCheckedDocument(request);
  if (made.kind !== 'made') throw new Error(made.detail);
  return made;
}
