import { certificatesOfPem } from '#core/asn1/pem.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';

/** The most octets of an anchor's file that the pages take: hundreds of manufacturers fit. */
export const MAX_ANCHOR_BYTES = 256 * 1024;

export type AnchorFileReader = {
  /** Reads the text of a file that says everything of an anchor, the certificate inside; or what is wrong with it. */
  readonly anchorOfText: (text: string) => TrustAnchor | { readonly detail: string };
  readonly isAnchorId: (id: string) => boolean;
};

export type AnchorFile = {
  readonly name: string;
  readonly octets: Uint8Array;
  /** For a certificate alone, which is an anchor for time-stamps: what it is called. */
  readonly id: string;
  readonly timeStamping: boolean;
};

/** The anchor that a file holds, read as the terminal reads it. Refused with `anchor-file-not-valid`. */
export function readAnchorFile(reader: AnchorFileReader, file: AnchorFile): Result<TrustAnchor> {
  const { name, octets, id, timeStamping } = file;
  const wrong = (detail: string) =>
    refuse('anchor-file-not-valid', { file: name.slice(0, 100).toWellFormed(), detail });
  if (octets.length > MAX_ANCHOR_BYTES) return wrong(`more than ${MAX_ANCHOR_BYTES / 1024} KiB`);
  const text = unlessFaulty(() => new TextDecoder('utf-8', { fatal: true }).decode(octets));
  if (text === null) return wrong('not UTF-8 text');
  if (text.trimStart().startsWith('{')) {
    const read = reader.anchorOfText(text);
    return 'detail' in read ? wrong(read.detail) : succeed(read);
  }
  if (!timeStamping) return wrong('a certificate alone is an anchor for time-stamps only; else a JSON file is needed');
  if (!reader.isAnchorId(id)) return wrong('id: letters, digits, ".", "_" and "-" are needed');
  const anchor = timeStampingAnchor(id, text);
  return anchor === null ? wrong(ONE_CERTIFICATE) : succeed(anchor);
}

/** What is wrong where `timeStampingAnchor` finds none. */
export const ONE_CERTIFICATE = 'exactly one certificate expected, in PEM';

/** An anchor for time-stamps alone, of the one certificate in PEM text; null where there is not exactly one. */
export function timeStampingAnchor(id: string, pem: string): TrustAnchor | null {
  const [found, ...more] = unlessFaulty(() => certificatesOfPem(pem)) ?? [];
  if (found === undefined || more.length > 0) return null;
  const read = unlessFaulty(() => readCertificate(found));
  if (read === null) return null;
  const certificate = read.der;
  return { id, certificate, manufacturers: [], timeStamping: true, status: 'active', from: null, until: null };
}

/** Null for octets that are not what they should be, whichever reader says so. */
function unlessFaulty<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
