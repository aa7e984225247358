import { randomUUID } from 'node:crypto';
import { approveBatch } from '../app/batches/approve-batch.ts';
import { controlBatch } from '../app/batches/control-batch.ts';
import { type PreviewDependencies, previewRow } from '../app/batches/preview-row.ts';
import { proposeBatch } from '../app/batches/propose-batch.ts';
import { proposeFromRequest } from '../app/batches/propose-from-request.ts';
import { listBatches, listRows, readBatchWithCounts } from '../app/batches/read-batches.ts';
import { rejectBatch } from '../app/batches/reject-batch.ts';
import { createBatchRunner } from '../app/batches/run-batches.ts';
import {
  type IssueDependencies,
  type IssueOptions,
  issueConfirmation,
} from '../app/confirmations/issue-confirmation.ts';
import { faultProblem } from '../http/middleware/fault-problem.ts';
import type { Actor } from '../model/access/actor.ts';
import type { BatchControl } from '../model/batches/batch-steps.ts';
import type { Approvers } from '../ports/approvers.ts';
import type { Collections } from '../ports/collections.ts';
import type { InstallOptions } from './install-options.ts';
import type { InstallNotices } from './notices.ts';
import { random } from './random.ts';

type BatchOptions = Pick<InstallOptions, 'workers' | 'onBatchNews' | 'monotonic'> & {
  readonly approvers: Approvers;
  readonly notices: Pick<InstallNotices, 'batch' | 'proposal' | 'batchNews' | 'requestSettled'>;
};

/** While somebody waits for a single document, one row at a time is enough. */
const BESIDE_SINGLE = 1;
/** Rows beside those in the threads: one is signed and stamped while the next one is typeset. */
const BEYOND_THREADS = 1;

/** Batches of an install: the use cases, and what seals them. `issue` is how single documents are issued, which come first. */
export function openBatches(
  issuing: IssueDependencies & Pick<PreviewDependencies, 'previewer'>,
  collections: Collections,
  { approvers, notices, workers, onBatchNews = () => undefined, monotonic = () => performance.now() }: BatchOptions,
) {
  let singles = 0;
  let nudge = () => {};
  const deps = { ...issuing, collections, randomBytes: random, ...approvers, onBatchChanged: () => nudge() };
  const { requestSettled: onRequestSettled } = notices;
  const runner = createBatchRunner({
    ...deps,
    onRequestSettled,
    issue: (input, options) => issueConfirmation(issuing, input, options),
    faultProblem,
    holder: randomUUID(),
    monotonic,
    most: () => (singles > 0 ? BESIDE_SINGLE : workers + BEYOND_THREADS),
    tell: (news) => {
      onBatchNews(news);
      if (news.kind === 'finished' || news.kind === 'paused') notices.batchNews(news.batch);
    },
  });
  return {
    issue: async (input: unknown, options: IssueOptions) => {
      singles += 1;
      try {
        return await issueConfirmation(issuing, input, options);
      } finally {
        singles -= 1;
      }
    },
    batches: {
      propose: (input: unknown, actor: Actor) => notices.proposal(proposeBatch(deps, input, actor)),
      proposeFromRequest: (input: unknown, actor: Actor) => notices.proposal(proposeFromRequest(deps, input, actor)),
      find: (id: string, actor: Actor) => readBatchWithCounts(deps, id, actor),
      list: (asked: unknown, actor: Actor) => listBatches(deps, asked, actor),
      rows: (id: string, asked: unknown, actor: Actor) => listRows(deps, id, asked, actor),
      approve: (id: string, input: unknown, actor: Actor) => approveBatch(deps, id, input, actor),
      reject: (id: string, input: unknown, actor: Actor) => notices.batch(rejectBatch(deps, id, input, actor)),
      control: (id: string, control: BatchControl, actor: Actor) => controlBatch(deps, id, control, actor),
      preview: (id: string, index: number, actor: Actor) => previewRow(deps, id, index, actor),
    },
    runner: {
      ...runner,
      /** Called when there is something to seal, instead of waiting for the next look. */
      onNudge: (look: () => void) => {
        nudge = look;
      },
    },
  };
}
