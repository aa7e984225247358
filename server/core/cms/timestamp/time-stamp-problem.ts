import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { openCms } from '#core/cms/open-cms.ts';
import type { PdfSignatureWarning } from '#core/cms/pdf-signature-evidence.ts';
import type { TimeStampRequest } from './time-stamp-request.ts';
import { readTimeStampToken } from './time-stamp-token.ts';
import { readTstInfo } from './tst-info.ts';

export type TimeStampProblem =
  | 'token-malformed'
  | 'token-not-sound'
  | 'authority-not-for-time-stamps'
  | 'nonce-mismatch'
  | 'policy-mismatch'
  | 'time-wrong';

const OF_ENCODING: ReadonlySet<PdfSignatureWarning> = new Set([
  'attributes-unsorted',
  'cms-not-der',
  'content-embedded',
  'revocation-not-der',
]);

/** How far an authority's clock and ours may be apart, in ms. */
const MAX_MS_APART = 5 * 60_000;

/**
 * Why a token is not the answer to a request, or null: it verifies, is over the digest that was sent, of the policy and
 * with the nonce that were asked for, by a certificate for time-stamps, and of now (RFC 3161 §2.2). Whether anybody trusts
 * its authority is asked elsewhere. `now` in ms since the epoch.
 */
export async function timeStampProblem(
  token: Uint8Array,
  request: TimeStampRequest,
  now: number,
): Promise<TimeStampProblem | null> {
  const imprintOf = async (name: string) => (name === 'SHA-256' ? request.imprint : null);
  const evidence = await readTimeStampToken(token, imprintOf);
  if (evidence.kind === 'unreadable') return 'token-malformed';
  if (evidence.kind === 'unsupported' || !evidence.intact || !evidence.valid) return 'token-not-sound';
  if (evidence.problems.length > 0 || evidence.timeStamp === null) return 'token-not-sound';
  // What lies in a seal has one encoding: anybody could write such a token otherwise, and it would verify all the same.
  if (evidence.warnings.some((warning) => OF_ENCODING.has(warning))) return 'token-not-sound';
  const { tsaUsage, policy, genTime } = evidence.timeStamp;
  if (!tsaUsage) return 'authority-not-for-time-stamps';
  if (!hasNonce(token, request.nonce)) return 'nonce-mismatch';
  if (request.policy !== null && request.policy !== policy) return 'policy-mismatch';
  return Math.abs(Date.parse(genTime) - now) > MAX_MS_APART ? 'time-wrong' : null;
}

function hasNonce(token: Uint8Array, nonce: Uint8Array): boolean {
  try {
    const opened = openCms(token, []);
    if (opened.kind === 'unreadable' || opened.data.content === null) return false;
    const info = readTstInfo(opened.data.content);
    return info.nonce !== null && equalBytes(info.nonce, nonce);
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
