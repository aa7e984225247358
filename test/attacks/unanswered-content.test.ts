import { expect, test } from '@jest/globals';
import { judgeSeal } from '#core/validation/judge-seal.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { verifyDocument } from '../../server/app/verification/verify-document.ts';
import type { TrustList } from '../../server/ports/trust-list.ts';
import { loadPdfJs } from '../../server/workers/load-pdf-js.ts';
import { attackBench } from '../support/attack.ts';
import { trustListOf } from '../support/trust.ts';

/**
 * Attached data and pages can be made to exhaust whoever opens them (a 300 KB file inflates to 60 MB of brackets), and no
 * limit of a thread contains that. So nothing is opened before an intact signature of a trusted signer answers for it.
 */
const bench = attackBench();
const NOBODY: TrustList = { anchors: async () => [] };

/** What was opened of a file that no registry knows. */
async function opened(pdf: Uint8Array, trustList: TrustList) {
  const met: { content: string | null; pages: string } = { content: null, pages: 'not-read' };
  const nothing = async () => NO_MATERIAL;
  const result = await verifyDocument(
    {
      clock: bench.install.clock,
      reader: {
        read: async (bytes, context) => {
          const evidence = await readDocument(bytes, context);
          met.content = evidence.kind === 'signed' ? evidence.content.kind : evidence.kind;
          return evidence;
        },
        readPages: async (bytes) => {
          const text = await readPages(loadPdfJs, bytes);
          met.pages = text.kind;
          return text;
        },
        judge: judgeSeal,
      },
      registry: null,
      trustList,
      revocation: { find: nothing, kept: nothing },
      compromisedKeys: { known: async () => ({ since: () => null }) },
    },
    { pdf, vin: null, destination: null, applicationDate: null },
  );
  if (!result.ok) throw new Error(result.problem.code);
  return [met.content, met.pages];
}

const trusted = async () => trustListOf(bench.install.folder);

test('a trusted signer answers for content and pages', async () => {
  expect(await opened(bench.genuine, await trusted())).toEqual(['read', 'read']);
});

test('a signer that nobody vouches for does not', async () => {
  expect(await opened(bench.genuine, NOBODY)).toEqual(['not-read', 'not-read']);
  expect(await opened(bench.install.sample('unknown-issuer').pdf, await trusted())).toEqual(['not-read', 'not-read']);
});

test('a trusted signature over other bytes does not', async () => {
  expect(await opened(bench.install.sample('altered').pdf, await trusted())).toEqual(['not-read', 'not-read']);
});
