import { orNull } from '#core/asn1/malformed.ts';
import { concatBytes, digest, hex } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { readOcspResponse } from '#core/revocation/ocsp.ts';
import { buildOcspRequest } from '#core/revocation/ocsp-request.ts';
import { ocspStatus } from '#core/revocation/ocsp-status.ts';
import { revocationAddresses } from '#core/revocation/revocation-addresses.ts';
import { revocationStatus } from '#core/revocation/revocation-status.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import {
  type OnListNotes,
  type RevocationQuestion,
  type RevocationSource,
  RevocationUnreachable,
} from '../../ports/revocation-source.ts';
import { downloadWithRetries, type RetryPolicy } from '../download-with-retries.ts';
import { createSingleFlight } from '../single-flight.ts';
import type { KeptAnswers } from './kept-answers.ts';

export type OnlineSettings = RetryPolicy & {
  readonly cache: KeptAnswers;
  readonly now: () => IsoInstant;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly onNotes?: OnListNotes;
};

const MAX_CRL_BYTES = 20 * 1024 * 1024;
const MAX_OCSP_BYTES = 256 * 1024;
const NONCE_BYTES = 32;

/** What one address gave: verified octets, possibly out of date where nothing newer could be fetched, or why there are none. */
type Found = { readonly octets: Uint8Array; readonly isFresh: boolean } | Failure;
/** `isPassing`: a transient failure; a retry may succeed. */
type Failure = { readonly failure: string; readonly isPassing: boolean };
type Asked = RevocationQuestion & { readonly address: string };
/** The settings, with the requests in flight and the recent permanent failures. */
type Client = OnlineSettings & {
  readonly join: ReturnType<typeof createSingleFlight<Found>>;
  readonly refusals: Map<string, { readonly failure: Failure; readonly until: number }>;
};

/**
 * Asks the addresses that a certificate itself names, as far as their hosts are allowed, and keeps what they answer until
 * its next update: its OCSP responders in their order, and where none of them answers, its lists in theirs. Only an answer
 * that proves itself about that certificate is cached or returned: an attacker on the network cannot fill the cache. Where
 * nobody answers, what was kept before is given, out of date as it may be. With no host allowed it finds nothing and asks
 * nobody. Throws `revocation-unreachable`.
 */
export function openOnlineRevocationSource(settings: OnlineSettings): RevocationSource {
  const client: Client = { ...settings, join: createSingleFlight<Found>(), refusals: new Map() };
  const isAllowed = (address: string) => settings.policy.hosts.includes(new URL(address).host);
  return {
    kept: async () => NO_MATERIAL,
    find: async (question) => {
      const { ocsp, crl } = revocationAddresses(readCertificate(question.certificate));
      const asked = (address: string) => ({ ...question, address });
      const lists = crl.filter(isAllowed);
      const answers = await firstFound(ocsp.filter(isAllowed), (address) => findOcsp(client, asked(address)));
      if (answers.isFresh) return { crls: await keptLists(settings, lists.map(asked)), ocsps: answers.found };
      const others = await firstFound(lists, (address) => findCrl(client, asked(address)));
      const failures = [...answers.failures, ...others.failures];
      if (failures.length > 0 && answers.found.length + others.found.length === 0)
        throw new RevocationUnreachable(failures.join(', '));
      return { crls: others.found, ocsps: answers.found };
    },
  };
}

type AllFound = {
  readonly found: readonly Uint8Array[];
  readonly isFresh: boolean;
  readonly failures: readonly string[];
};

/** Addresses of one kind are alternatives: the next one is asked only where the one before gave nothing that is up to date. */
async function firstFound(addresses: readonly string[], find: (address: string) => Promise<Found>): Promise<AllFound> {
  const failures: string[] = [];
  const outOfDate: Uint8Array[] = [];
  for (const address of addresses) {
    const answer = await find(address);
    if ('failure' in answer) failures.push(answer.failure);
    else if (answer.isFresh) return { found: [answer.octets], isFresh: true, failures: [] };
    else outOfDate.push(answer.octets);
  }
  return { found: outOfDate, isFresh: false, failures };
}

/** Lists that were fetched before, of whatever date: one of them may prove a revocation that a newer answer omits. */
async function keptLists({ cache }: OnlineSettings, asked: readonly Asked[]): Promise<readonly Uint8Array[]> {
  const kept = await Promise.all(asked.map(async (one) => cache.read(await listKey(one))));
  return kept.flatMap((answer) => answer?.octets ?? []);
}

function listKey({ address, issuer }: Asked): Promise<string> {
  return keyOf('crl', address, issuer);
}

async function findCrl(client: Client, asked: Asked): Promise<Found> {
  const key = await listKey(asked);
  return keptOr(client, key, () => fetchCrl(client, key, asked));
}

async function fetchCrl(
  settings: OnlineSettings,
  key: string,
  { address, certificate, issuer }: Asked,
): Promise<Found> {
  const answer = await downloadWithRetries({ address, body: null, maxBytes: MAX_CRL_BYTES }, settings);
  if (answer.kind === 'failed') return { failure: `crl-${answer.reason}`, isPassing: answer.isPassing };
  const status = await revocationStatus({ crl: answer.octets, certificate, issuer, at: settings.now() });
  const isOurs = status.kind !== 'unknown' || status.detail === 'crl-unknown-critical-extension';
  const notes = isOurs ? readCrl(answer.octets).oddEntries() : [];
  if (notes.length > 0) settings.onNotes?.(address, notes);
  if (status.kind === 'unknown') return { failure: status.detail, isPassing: false };
  const { nextUpdate } = readCrl(answer.octets);
  return keep(settings, key, answer.octets, nextUpdate);
}

async function findOcsp(client: Client, asked: Asked): Promise<Found> {
  const key = await keyOf('ocsp', asked.address, asked.issuer, asked.certificate);
  return keptOr(client, key, () => fetchOcsp(client, key, asked));
}

/** Asks with SHA-256 first; responders that know only SHA-1 (RFC 5019) answer with an error and are asked once more. */
async function fetchOcsp(settings: OnlineSettings, key: string, asked: Asked): Promise<Found> {
  const first = await askResponder(settings, asked, 'SHA-256');
  const last = 'failure' in first && first.isRefusal ? await askResponder(settings, asked, 'SHA-1') : first;
  if ('failure' in last) return last;
  const response = readOcspResponse(last.octets);
  const ends = response.kind === 'basic' ? response.answers.map(({ nextUpdate }) => nextUpdate ?? 0) : [0];
  return keep(settings, key, last.octets, Math.min(...ends));
}

async function askResponder(
  settings: OnlineSettings,
  { address, certificate, issuer }: Asked,
  idDigest: 'SHA-1' | 'SHA-256',
): Promise<{ readonly octets: Uint8Array } | (Failure & { readonly isRefusal: boolean })> {
  const nonce = settings.randomBytes(NONCE_BYTES);
  const octets = await buildOcspRequest({ certificate, issuer, idDigest, nonce });
  const body = { type: 'application/ocsp-request', octets };
  const answer = await downloadWithRetries({ address, body, maxBytes: MAX_OCSP_BYTES }, settings);
  if (answer.kind === 'failed')
    return { failure: `ocsp-${answer.reason}`, isPassing: answer.isPassing, isRefusal: false };
  const status = await ocspStatus({ response: answer.octets, certificate, issuer, at: settings.now(), nonce });
  if (status.kind !== 'unknown') return { octets: answer.octets };
  const isRefusal = isErrorResponse(answer.octets) || WITHOUT_ANSWER.has(status.detail);
  return { failure: status.detail, isPassing: false, isRefusal };
}

/** Codes of a response without an answer about the certificate in question. */
const WITHOUT_ANSWER: ReadonlySet<string> = new Set(['ocsp-foreign', 'ocsp-certificate-unknown']);

function isErrorResponse(octets: Uint8Array): boolean {
  return orNull(() => readOcspResponse(octets))?.kind === 'error';
}

/** The cached answer while it is fresh; an outdated one where nothing newer can be fetched: it may still prove a revocation. */
async function keptOr(client: Client, key: string, fetch: () => Promise<Found>): Promise<Found> {
  const { cache, now, join } = client;
  const kept = await cache.read(key);
  if (kept !== null && Date.parse(now()) <= kept.freshUntil) return { octets: kept.octets, isFresh: true };
  const fetched = refusedLately(client, key) ?? (await join(key, fetch));
  if ('failure' in fetched && !fetched.isPassing) rememberRefusal(client, key, fetched);
  return 'failure' in fetched && kept !== null ? { octets: kept.octets, isFresh: false } : fetched;
}

/** After a permanent failure an address is not asked again for so many ms: thousands of documents may need it. */
const REFUSAL_MS = 60_000;
const MAX_REFUSALS = 1_000;

function refusedLately({ refusals, now }: Client, key: string): Failure | null {
  const refusal = refusals.get(key);
  return refusal !== undefined && Date.parse(now()) < refusal.until ? refusal.failure : null;
}

function rememberRefusal({ refusals, now }: Client, key: string, failure: Failure): void {
  const at = Date.parse(now());
  if (at < (refusals.get(key)?.until ?? 0)) return;
  if (refusals.size >= MAX_REFUSALS) refusals.clear();
  refusals.set(key, { failure, until: at + REFUSAL_MS });
}

async function keep(
  { cache, now }: OnlineSettings,
  key: string,
  octets: Uint8Array,
  nextUpdate: number | null,
): Promise<Found> {
  if (nextUpdate !== null && nextUpdate > Date.parse(now())) await cache.write({ key, octets, freshUntil: nextUpdate });
  return { octets, isFresh: true };
}

async function keyOf(kind: string, address: string, ...certificates: readonly Uint8Array[]): Promise<string> {
  const digests = await Promise.all(certificates.map((der) => digest('SHA-256', der)));
  const name = new TextEncoder().encode(`${kind} ${address} `);
  return hex(await digest('SHA-256', concatBytes([name, ...digests])));
}
