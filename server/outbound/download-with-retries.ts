import type { CircuitBreaker } from './circuit-breaker.ts';
import { type Download, type DownloadPolicy, type DownloadRequest, download } from './download.ts';

export type RetryPolicy = {
  readonly policy: DownloadPolicy;
  readonly breaker: CircuitBreaker;
  /** For all tries together, in ms. */
  readonly timeoutMs: number;
  /** Waits that many ms. */
  readonly sleep: (ms: number) => Promise<void>;
};

export type RetriedDownload =
  | Download
  | { readonly kind: 'failed'; readonly reason: 'circuit-open'; readonly isPassing: true };

/** Waits before the second and the third try, in ms. */
const BACKOFF_MS = [200, 600];

/** Downloads with up to three tries inside one time limit, and asks no host whose circuit is open. */
export async function downloadWithRetries(
  request: Omit<DownloadRequest, 'signal'>,
  { policy, breaker, timeoutMs, sleep }: RetryPolicy,
): Promise<RetriedDownload> {
  const { host } = new URL(request.address);
  if (!breaker.mayAsk(host)) return { kind: 'failed', reason: 'circuit-open', isPassing: true };
  const signal = AbortSignal.timeout(timeoutMs);
  let answer = await download({ ...request, signal }, policy);
  for (const pause of BACKOFF_MS) {
    if (answer.kind === 'received' || !answer.isPassing || signal.aborted) break;
    await sleep(pause);
    answer = await download({ ...request, signal }, policy);
  }
  breaker.report(host, answer.kind === 'received' || !answer.isPassing);
  return answer;
}
