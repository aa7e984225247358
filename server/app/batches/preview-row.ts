import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { DocumentPreviewer } from '../../ports/document-maker.ts';
import { buildContent } from '../confirmations/build-content.ts';
import { type CheckDependencies, checkRequest } from '../confirmations/check-request.ts';
import { readConfirmationRequest } from '../confirmations/confirmation-request.ts';
import { hashOfContent, withoutNumber } from '../confirmations/content-hash.ts';
import type { BatchDependencies } from './batch-act.ts';
import { readRow } from './batch-records.ts';
import { batchFor } from './find-batch.ts';

export type PreviewDependencies = BatchDependencies &
  CheckDependencies & { readonly previewer: DocumentPreviewer; readonly publicUrl: string };

/**
 * The document of one row as it would be sealed, without number, time, seal and signature, and marked across every page so that
 * nobody takes it for one. `content-changed` where it would no longer say what was proposed.
 */
export async function previewRow(
  deps: PreviewDependencies,
  id: string,
  index: number,
  actor: Actor,
): Promise<Result<Uint8Array>> {
  const found = await batchFor(deps, id, actor, 'read-batches');
  if (!found.ok) return found;
  const record = await deps.collections.find('batch-rows', `${id}:${index}`);
  if (record === null) return refuse('batch-unknown');
  const row = readRow(record);
  const manufacturer = await deps.directory.manufacturer(found.value.manufacturerId);
  const asked = readConfirmationRequest({ ...row.wish, manufacturer: found.value.manufacturerId });
  const at = deps.clock.now();
  const checked = await checkRequest(deps, asked, { manufacturer, vouchedWmis: null, today: shanghaiDate(at) });
  if (!checked.ok) return checked;
  const content = buildContent(checked.value, { number: '', issuedAt: at, publicUrl: deps.publicUrl });
  if (hashOfContent(content) !== row.contentHash) return refuse('content-changed');
  return succeed(await deps.previewer.preview(withoutNumber(content), actor.organisation?.id ?? actor.id));
}
