import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { hostLookup, isPublicAddress, PrivateAddressError } from './public-address.ts';

export type DownloadRequest = {
  readonly address: string;
  /** Sent with POST when there is one. */
  readonly body: { readonly type: string; readonly octets: Uint8Array } | null;
  /** Further headers: they go to every allowed host that a redirect leads to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Octets of the answer that are taken at most. */
  readonly maxBytes: number;
  /** Aborts the download. */
  readonly signal: AbortSignal;
};

export type DownloadPolicy = {
  /** Hosts that may be asked, in lower case; `host:port` where the port is not the scheme's own. */
  readonly hosts: readonly string[];
  /** Only for tests against servers of their own. */
  readonly allowPrivateAddresses: boolean;
};

export type DownloadFailure =
  | 'host-not-allowed'
  | 'address-private'
  | 'timed-out'
  | 'unreachable'
  | 'status'
  | 'too-many-redirects'
  | 'too-large'
  | 'encoded';

export type Download =
  | { readonly kind: 'received'; readonly octets: Uint8Array }
  /** `isPassing`: a transient failure; a retry may succeed. */
  | { readonly kind: 'failed'; readonly reason: DownloadFailure; readonly isPassing: boolean };

const MAX_REDIRECTS = 2;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches from an allowed host over http or https. Every address, also one that a redirect leads to, must be of an
 * allowed host, and whatever its name resolves to must be public: that very address is connected to, so the name cannot
 * mean another one a moment later. Never throws for what the other side does.
 */
export async function download(request: DownloadRequest, policy: DownloadPolicy): Promise<Download> {
  let { address } = request;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const refusal = refusalOf(address, policy);
    if (refusal !== null) return failed(refusal);
    const answer = await ask(new URL(address), request, policy);
    if (answer.kind !== 'redirected') return answer;
    // A request with a body is not repeated at the target of a redirect.
    if (request.body !== null || !URL.canParse(answer.to, address)) return failed('status');
    address = new URL(answer.to, address).href;
  }
  return failed('too-many-redirects');
}

function failed(reason: DownloadFailure, isPassing = false): Download {
  return { kind: 'failed', reason, isPassing };
}

/** Why an address would not be asked; null where it would. */
export function refusalOf(address: string, { hosts, allowPrivateAddresses }: DownloadPolicy): DownloadFailure | null {
  const { protocol, host, hostname, username, password } = new URL(address);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (!isWeb || username !== '' || password !== '' || !hosts.includes(host)) return 'host-not-allowed';
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !allowPrivateAddresses && !isPublicAddress(literal) ? 'address-private' : null;
}

type Answer = Download | { readonly kind: 'redirected'; readonly to: string };

function ask(url: URL, request: DownloadRequest, policy: DownloadPolicy): Promise<Answer> {
  const { body, signal, headers = {} } = request;
  return new Promise((resolve) => {
    const client = url.protocol === 'https:' ? https : http;
    const asked = client.request(url, {
      method: body === null ? 'GET' : 'POST',
      agent: false,
      lookup: hostLookup(policy.allowPrivateAddresses),
      signal,
      headers: { ...headers, 'accept-encoding': 'identity', ...(body === null ? {} : { 'content-type': body.type }) },
    });
    asked.on('response', (response) => void take(response, request.maxBytes).then(resolve, onError));
    asked.on('error', onError);
    asked.end(body?.octets);
    function onError(error: Error): void {
      if (signal.aborted) resolve(failed('timed-out', true));
      else if (error instanceof PrivateAddressError) resolve(failed('address-private'));
      else resolve(failed('unreachable', true));
    }
  });
}

async function take(response: http.IncomingMessage, maxBytes: number): Promise<Answer> {
  const { statusCode = 0, headers } = response;
  if (statusCode === 200 && headers['content-encoding'] === undefined) return readBody(response, maxBytes);
  response.destroy();
  if (statusCode === 200) return failed('encoded');
  if (REDIRECTS.has(statusCode) && headers.location !== undefined) return { kind: 'redirected', to: headers.location };
  return failed('status', statusCode >= 500 || statusCode === 429);
}

async function readBody(response: http.IncomingMessage, maxBytes: number): Promise<Download> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) return failed('too-large');
    parts.push(part);
  }
  return { kind: 'received', octets: new Uint8Array(Buffer.concat(parts)) };
}
