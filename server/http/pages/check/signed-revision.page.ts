import type { RequestHandler } from 'express';
import { z } from 'zod';
import { signedRevision } from '../../../app/verification/signed-revision.ts';
import type { Words } from '../../../i18n/words.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';

/** The hidden fields of the form on a result: which file, and which of its signatures. */
const FIELDS = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
});

/** Sends back the signed revision of a file that is chosen again: nothing is kept between a result and its download. */
export function signedRevisionPage(
  deps: Pick<PagesDependencies, 'inspect'>,
  words: Words,
  render: PageRenderer,
): RequestHandler {
  return async (request, response) => {
    const [file] = uploadedFiles(request);
    if (file === undefined) return renderErrorPage(response, words, render, 'file-missing');
    const fields = FIELDS.safeParse(request.body);
    if (!fields.success) return renderErrorPage(response, words, render, 'no-signed-revision');
    const pdf = new Uint8Array(file.buffer);
    const revision = await signedRevision(deps.inspect, { pdf, ...fields.data, signal: clientSignal(response) });
    if (!revision.ok) return renderErrorPage(response, words, render, revision.problem.code);
    const name = `signed-revision-${fields.data.signature + 1}.pdf`;
    response
      .set('Cache-Control', 'no-store')
      .attachment(name)
      .type('application/pdf')
      .send(Buffer.from(revision.value));
  };
}
