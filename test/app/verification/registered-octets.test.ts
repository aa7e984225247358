import { expect, test } from '@jest/globals';
import { judgeSeal } from '#core/validation/judge-seal.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import { type VerifyDependencies, verifyDocument } from '../../../server/app/verification/verify-document.ts';
import { loadPdfJs } from '../../../server/workers/load-pdf-js.ts';
import { documentForms } from '../../support/document-forms.ts';

/** What was asked of octets before they were sealed is not asked again where the registry holds them, and only there. */
const form = documentForms().at(-1);
if (form === undefined) throw new Error('no fixture');
const { sealed, judging } = form;
const { record, anchor, manufacturer, at } = judging;
if (record === null) throw new Error('the fixture has a record');

async function verified(registry: VerifyDependencies['registry']) {
  const met = { isRegistered: false, form: '' };
  const nothing = { crls: [], ocsps: [] };
  const trusted = { id: 'fixture', certificate: anchor, manufacturers: [manufacturer], timeStamping: true } as const;
  const result = await verifyDocument(
    {
      clock: { now: () => at },
      reader: {
        read: async (bytes, context) => {
          const evidence = await readDocument(bytes, context);
          met.isRegistered = context.isRegistered === true;
          met.form = evidence.kind === 'signed' ? evidence.form.kind : evidence.kind;
          return evidence;
        },
        readPages: (pages) => readPages(loadPdfJs, pages),
        judge: judgeSeal,
      },
      registry,
      trustList: { anchors: async () => [{ ...trusted, status: 'active', from: null, until: null }] },
      revocation: { kept: async () => nothing, find: async () => nothing },
      compromisedKeys: { known: async () => ({ since: () => null }) },
    },
    { pdf: sealed, vin: null, destination: null, applicationDate: null },
  );
  if (!result.ok) throw new Error(result.problem.code);
  return { ...met, verdict: result.value.verdict };
}

test('octets that the registry holds are taken as they were sealed', async () => {
  const registry = { find: async () => record, isReferenced: async (sha256: string) => sha256 === record.sha256 };
  expect(await verified(registry)).toEqual({ isRegistered: true, form: 'registered', verdict: 'valid' });
});

test('octets that no record names are asked everything', async () => {
  const registry = { find: async () => record, isReferenced: async () => false };
  expect(await verified(registry)).toEqual({ isRegistered: false, form: 'exact', verdict: 'valid' });
});

test('a registry that does not answer holds nothing', async () => {
  const refuse = async () => Promise.reject(new Error('store locked'));
  expect(await verified({ find: refuse, isReferenced: refuse })).toMatchObject({ form: 'exact', verdict: 'undecided' });
  expect(await verified(null)).toMatchObject({ form: 'exact', verdict: 'undecided' });
});

test('a registry that answers the first question alone leaves it undecided, and everything is asked', async () => {
  const find = async () => Promise.reject(new Error('the primary died'));
  const met = await verified({ find, isReferenced: async () => true });
  expect(met).toEqual({ isRegistered: false, form: 'exact', verdict: 'undecided' });
});

test('octets that are named, but not by the record of their own number, establish nothing', async () => {
  const another = { ...record, sha256: '0'.repeat(64) };
  const registry = { find: async () => another, isReferenced: async () => true };
  expect(await verified(registry)).toMatchObject({ form: 'exact', verdict: 'not-valid' });
});
