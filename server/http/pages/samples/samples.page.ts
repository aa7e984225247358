import type { RequestHandler } from 'express';
import { checkFile } from '../../../app/verification/check-file.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Sample } from '../../../model/samples/sample.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { readCheckForm } from '../check/check-form.ts';
import { refuseUpload } from '../check/refuse-upload.ts';
import { answerCheck } from '../check/result.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { vinGroups } from '../texts.ts';

/** Lists the samples: what each is and what checking it answers. */
export function samplesPage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (_request, response) => {
    const samples = await deps.samples();
    render(response, words, 'samples', {
      title: words.text('pages.samples.title'),
      path: 'samples',
      samples: samples.map((sample) => sampleView(sample, words)),
    });
  };
}

/** Checks one sample as if it had been uploaded with its VIN. */
export function checkSamplePage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response, next) => {
    const found = await findSample(deps, request.body?.file);
    if (found === null) return next();
    const { sample, pdf } = found;
    const question = { vin: sample.vin, destination: null, applicationDate: null };
    const result = await checkFile(deps, sample.file, { pdf, ...question, signal: clientSignal(response) });
    const form = { ...readCheckForm(null), vin: sample.vin };
    if (!result.ok) return refuseUpload(response, words, render, form, result.problem);
    await answerCheck(deps, response, words, render, { files: [result.value], question }, '');
  };
}

/** Sends one sample as a file to keep. */
export function sampleDownload(deps: PagesDependencies): RequestHandler<{ file: string }> {
  return async (request, response, next) => {
    const found = await findSample(deps, request.params.file);
    if (found === null) return next();
    response.attachment(found.sample.file).type('application/pdf').send(Buffer.from(found.pdf));
  };
}

/** Only what is listed can be read: a name never becomes a path here. */
async function findSample(deps: PagesDependencies, file: unknown): Promise<{ sample: Sample; pdf: Uint8Array } | null> {
  const sample = (await deps.samples()).find((candidate) => candidate.file === file);
  if (sample === undefined) return null;
  const pdf = await deps.samplePdf(sample.file);
  return pdf === null ? null : { sample, pdf };
}

function sampleView(sample: Sample, words: Words) {
  return {
    file: sample.file,
    title: words.text(`pages.samples.kinds.${sample.kind}.title`),
    description: words.text(`pages.samples.kinds.${sample.kind}.description`),
    verdict: sample.verdict,
    vin: vinGroups(sample.vin),
    download: `/samples/${encodeURIComponent(sample.file)}`,
  };
}
