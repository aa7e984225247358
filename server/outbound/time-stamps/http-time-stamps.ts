import { orNull } from '#core/asn1/malformed.ts';
import { timeStampProblem } from '#core/cms/timestamp/time-stamp-problem.ts';
import { buildTimeStampRequest } from '#core/cms/timestamp/time-stamp-request.ts';
import { readTimeStampResponse } from '#core/cms/timestamp/time-stamp-response.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stamped, TimeStamps } from '../../ports/time-stamps.ts';
import { downloadWithRetries, type RetryPolicy } from '../download-with-retries.ts';
import { createSingleFlight } from '../single-flight.ts';
import { positiveInteger } from './positive-integer.ts';

export type HttpTimeStampsOptions = Pick<RetryPolicy, 'breaker' | 'timeoutMs' | 'sleep'> & {
  /** Addresses of the authorities, asked in this order until one answers. */
  readonly addresses: readonly string[];
  /** The policy (dotted OID) that a time-stamp must be of, null for any. */
  readonly policy: string | null;
  /** The most octets that a token may have. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
};

const NONCE_BYTES = 16;
const SHA256_BYTES = 32;
/** Octets of a response in addition to its token. */
const MAX_OVERHEAD_BYTES = 4096;

/**
 * Time-stamp authorities that are asked over http (RFC 3161 §3.4). An answer is taken only where it answers the question:
 * the digest, the nonce, the policy and the time in it are checked, and so is its signature.
 */
export function openHttpTimeStamps(options: HttpTimeStampsOptions): TimeStamps {
  let known: readonly Uint8Array[] = [];
  const once = createSingleFlight<readonly Uint8Array[]>();
  const stamp = async (sha256: Uint8Array): Promise<Stamped> => {
    const answer = await firstStamped(options, sha256);
    if (answer.kind === 'stamped') known = await certificatesOf(answer.token);
    return answer;
  };
  return {
    maxBytes: options.maxBytes,
    // The authority's certificate is learnt from a time-stamp, so the first request is over an empty imprint.
    certificates: () =>
      once('certificates', async () => {
        if (known.length === 0) await stamp(options.randomBytes(SHA256_BYTES));
        return known;
      }),
    stamp,
  };
}

async function firstStamped(options: HttpTimeStampsOptions, sha256: Uint8Array): Promise<Stamped> {
  const failures: string[] = [];
  for (const address of options.addresses) {
    const answer = await ask(options, address, sha256);
    if (answer.kind === 'stamped') return answer;
    failures.push(`${new URL(address).host}: ${answer.detail}`);
  }
  return { kind: 'unavailable', detail: failures.join(', ') };
}

async function ask(options: HttpTimeStampsOptions, address: string, sha256: Uint8Array): Promise<Stamped> {
  const request = { imprint: sha256, nonce: positiveInteger(options.randomBytes(NONCE_BYTES)), policy: options.policy };
  const body = { type: 'application/timestamp-query', octets: buildTimeStampRequest(request) };
  // The operator names these addresses, and a question is never sent on, so one in a private network is as good.
  const policy = { hosts: [new URL(address).host], allowPrivateAddresses: true };
  const maxBytes = options.maxBytes + MAX_OVERHEAD_BYTES;
  const answer = await downloadWithRetries({ address, body, maxBytes: maxBytes }, { ...options, policy });
  if (answer.kind === 'failed') return unavailable(answer.reason);
  return judge(answer.octets, { options, request });
}

type Question = {
  readonly options: HttpTimeStampsOptions;
  readonly request: Parameters<typeof buildTimeStampRequest>[0];
};

async function judge(octets: Uint8Array, { options, request }: Question): Promise<Stamped> {
  const response = orNull(() => readTimeStampResponse(octets));
  if (response === null) return unavailable('response-malformed');
  if (response.kind === 'refused') return unavailable(`refused-${response.status}`);
  const { token } = response;
  if (token.length > options.maxBytes) return unavailable('token-too-large');
  const problem = await timeStampProblem(token, request, Date.parse(options.clock.now()));
  return problem === null ? { kind: 'stamped', token } : unavailable(problem);
}

function unavailable(detail: string): Stamped {
  return { kind: 'unavailable', detail };
}

/** The authority's certificate first. */
async function certificatesOf(token: Uint8Array): Promise<readonly Uint8Array[]> {
  const evidence = await readTimeStampToken(token, async () => null);
  if (evidence.kind === 'unreadable') return [];
  return (evidence.kind === 'read' ? evidence.certificates : evidence.facts?.certificates) ?? [];
}
