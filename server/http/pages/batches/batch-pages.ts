import type { Result } from '#core/confirmation/errors.ts';
import type { Proposed } from '../../../app/batches/propose-batch.ts';
import type { BatchWithCounts } from '../../../app/batches/read-batches.ts';
import type { CollectedPage } from '../../../app/collected-page.ts';
import type { StoredPdf } from '../../../app/confirmations/confirmation-pdf.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { Batch, BatchRow } from '../../../model/batches/batch.ts';
import type { BatchControl } from '../../../model/batches/batch-steps.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import type { VehicleRequest } from '../../../model/requests/vehicle-request.ts';

/** What the pages of batches need of the rest of the product. */
export type BatchPages = {
  readonly batches: {
    readonly proposeFromRequest: (input: unknown, actor: Actor) => Promise<Result<Proposed>>;
    readonly list: (asked: unknown, actor: Actor) => Promise<Result<CollectedPage<Batch>>>;
    readonly find: (id: string, actor: Actor) => Promise<Result<BatchWithCounts>>;
    readonly rows: (id: string, asked: unknown, actor: Actor) => Promise<Result<CollectedPage<BatchRow>>>;
    readonly approve: (id: string, input: unknown, actor: Actor) => Promise<Result<Batch>>;
    readonly reject: (id: string, input: unknown, actor: Actor) => Promise<Result<Batch>>;
    readonly control: (id: string, control: BatchControl, actor: Actor) => Promise<Result<Batch>>;
    readonly preview: (id: string, index: number, actor: Actor) => Promise<Result<Uint8Array>>;
  };
  readonly manufacturers: () => Promise<readonly Manufacturer[]>;
  readonly findRequest: (id: string, actor: Actor) => Promise<Result<VehicleRequest>>;
  readonly pdf: (number: string, actor: Actor) => Promise<Result<StoredPdf>>;
};
