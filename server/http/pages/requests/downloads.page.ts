import type { RequestHandler } from 'express';
import type { StoredPdf } from '../../../app/confirmations/confirmation-pdf.ts';
import { pdfFileName } from '../../../app/confirmations/pdf-file-name.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { csvText } from '../../csv.ts';
import { sendZip, type ZipFile } from '../../send-zip.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { sendFile } from './attachments.page.ts';
import { refusedPage } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';

/** One confirmation that was issued for a request, as it was sealed. */
export function confirmationDownload(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const read = await deps.pdf(String(request.params.number), actorOf(response));
    if (!read.ok) return refusedPage(response, words, render, read.problem);
    const { confirmation, pdf } = read.value;
    sendFile(response, pdfFileName(confirmation.number), 'application/pdf', pdf);
  };
}

/** All that were issued for a request, with a list of them and their hashes. */
export function confirmationsDownload(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const found = await deps.requests.find(String(request.params.id), actor);
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    const numbers = numbersOf(found.value);
    const [first] = numbers;
    if (first === undefined) return renderErrorPage(response, words, render, 'confirmation-not-found', { number: '' });
    // What cannot be read is told before the archive has begun, where it is the first.
    const read = await deps.pdf(first, actor);
    if (!read.ok) return refusedPage(response, words, render, read.problem);
    await sendZip(response, `${found.value.reference}.zip`, confirmationFiles(deps.pdf, numbers, actor));
  };
}

function numbersOf({ lines }: VehicleRequest): readonly string[] {
  return [...new Set(lines.flatMap(({ number }) => number ?? []))];
}

type ReadPdf = RequestPages['pdf'];

/** The PDFs of confirmations, one after the other, and `manifest.csv` behind them: what each is, its SHA-256, and how it stands now. */
export async function* confirmationFiles(
  pdf: ReadPdf,
  numbers: readonly string[],
  actor: Actor,
): AsyncGenerator<ZipFile> {
  const rows: (readonly string[])[] = [
    ['file', 'number', 'sha256', 'vehicles', 'vins', 'issuedAt', 'status', 'vinsNotInForce'],
  ];
  for (const number of numbers) {
    const read = await pdf(number, actor);
    if (!read.ok) throw new Error(`${number} cannot be read: ${read.problem.code}`);
    rows.push(manifestRow(read.value));
    yield { name: pdfFileName(number), bytes: read.value.pdf };
  }
  yield { name: 'manifest.csv', bytes: new TextEncoder().encode(csvText(rows)) };
}

function manifestRow({ confirmation, sha256 }: StoredPdf): readonly string[] {
  const { number, lines, content } = confirmation;
  const vins = lines.map(({ vin }) => vin).join(' ');
  const gone = lines.filter(({ standing }) => standing.status !== 'live');
  const goneText = gone.map(({ vin, standing }) => `${vin} ${standing.status}`).join(' ');
  return [
    ...[pdfFileName(number), number, sha256, String(lines.length), vins, content.issuedAt],
    ...[statusText(lines), goneText],
  ];
}

/** A file whose vehicles stand apart is in force for some of them. */
function statusText(lines: StoredPdf['confirmation']['lines']): string {
  const [status = 'live', ...others] = new Set(lines.map(({ standing }) => standing.status));
  return others.length === 0 ? status : 'partly-in-force';
}
