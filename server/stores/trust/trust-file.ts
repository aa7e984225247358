import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { orNull } from '#core/asn1/malformed.ts';
import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import { SEAL_CERTIFICATES } from '#core/confirmation/seal-class.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { makePrivateFolder, writeFileDurably } from '../../files/durable-files.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { IDENTITY, identityField, namingOf } from './identity-field.ts';

/** What an anchor may be called: it becomes the name of its record, and of its file where it is exported. */
export const ANCHOR_ID = /^(?!.*\.(?:example|schema)$)[A-Za-z0-9][A-Za-z0-9._-]*$/;
const ID = z.string().regex(ANCHOR_ID);
const INTERVAL = { from: z.iso.date(), until: z.iso.date().nullable() };

/** What stands behind the manufacturer's seal, and where that is filed. */
const SEAL = z.strictObject({
  certificate: z.enum(SEAL_CERTIFICATES),
  filingCode: z
    .string()
    .regex(/^[0-9A-Z][0-9A-Z-]{5,39}$/)
    .nullable(),
});

const MANUFACTURER = z.strictObject({
  code: z.string().regex(/^[A-Z0-9]+$/),
  nameZh: z.string().min(1),
  uscc: z.string().regex(/^[0-9A-Z]{18}$/),
  test: z.boolean(),
  status: z.enum(['active', 'suspended']),
  listings: z.array(z.strictObject({ announcement: z.string().min(1), nameZh: z.string().min(1), ...INTERVAL })),
  wmis: z.array(z.strictObject({ wmi: z.string().regex(/^[A-HJ-NPR-Z0-9]{3}(?:[A-HJ-NPR-Z0-9]{3})?$/), ...INTERVAL })),
  registry: z.enum(['here', 'elsewhere']),
  seal: SEAL.exactOptional(),
});

/** A TEST issuer's seal is a TEST seal, and nobody else's is. */
function isClassTrue({ test, seal }: z.infer<typeof MANUFACTURER>): boolean {
  return seal === undefined || (seal.certificate === 'test') === test;
}

/** One file of the trust list: an anchor and whom it vouches for. */
export const TRUST_FILE = z.strictObject({
  $schema: z.string().optional(),
  id: ID,
  /** PEM, or the name of a PEM file in the same folder. */
  certificate: z.union([z.string().includes('-----BEGIN CERTIFICATE-----'), ID]),
  manufacturers: z.array(
    MANUFACTURER.refine(isClassTrue, 'seal.certificate: "test" is for TEST manufacturers, and for no other'),
  ),
  /** How certificates under it name a company; as ours do where left out. */
  identity: IDENTITY.optional(),
  /** Whether `certificate` is that of the one manufacturer itself, which is no CA. */
  pinned: z.boolean().optional(),
  /** Whether the anchor vouches for time-stamp authorities; it may then vouch for no manufacturer. */
  timeStamping: z.boolean().optional(),
  status: z.enum(['active', 'suspended']).optional(),
  /** First and last day (Asia/Shanghai) on which the anchor is relied on. */
  from: z.iso.date().nullable().optional(),
  until: z.iso.date().nullable().optional(),
});

/** The file is not what a trust list file must be. `file` says which one; the cause, why. */
export class TrustListError extends Error {
  readonly code: 'trust-list-empty' | 'trust-list-contradicts' | 'trust-file-malformed';
  readonly file: string;
  /** What is wrong in the file, field by field; empty where it is none of one file. */
  readonly detail: string;

  constructor(code: TrustListError['code'], file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrustListError';
    this.code = code;
    this.file = file;
    this.detail = options?.cause === undefined ? '' : detailOf(options.cause);
  }
}

/** Most faults of a file that are named at once. */
const MAX_FAULTS = 5;

function detailOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return cause instanceof Error ? cause.message : String(cause);
  const faults = cause.issues.map(
    ({ path: at, message }) => `${at.length === 0 ? 'the whole' : at.join('.')}: ${message}`,
  );
  const more = faults.length > MAX_FAULTS ? [`${faults.length - MAX_FAULTS} more`] : [];
  return [...faults.slice(0, MAX_FAULTS), ...more].join('; ');
}

/** Reads one file of the trust list. Throws `trust-file-malformed`: a list that cannot be read is not shortened silently. */
export function readTrustFile(file: string): TrustAnchor {
  return readTrustText(
    file,
    () => readFileSync(file, 'utf8'),
    (name) => readBeside(path.dirname(file), name),
  );
}

/**
 * Reads the text of such a file, wherever it stands. `where` is told in faults; `beside` gives the PEM of a name that stands for
 * the certificate. Throws `trust-file-malformed`.
 */
export function readTrustText(where: string, text: () => string, beside: (name: string) => string): TrustAnchor {
  try {
    const content = TRUST_FILE.parse(JSON.parse(text()));
    const { id, manufacturers, timeStamping = false, status = 'active', from = null, until = null } = content;
    if (manufacturers.length === 0 && !timeStamping)
      throw new Error('manufacturers: empty, and the anchor is not for time-stamps either');
    const { certificate } = content;
    const der = certificateOf(certificate.startsWith('-----') ? certificate : beside(certificate));
    return { id, certificate: der, manufacturers, timeStamping, status, from, until, ...namingOf(content) };
  } catch (cause) {
    throw new TrustListError(
      'trust-file-malformed',
      where,
      `${where} is not a trust list file, correct it or restore it from your backup: ${detailOf(cause)}`,
      { cause },
    );
  }
}

/** The one certificate in PEM text. */
function certificateOf(pem: string): Uint8Array {
  const [der, ...more] = certificatesOfPem(pem);
  if (der === undefined || more.length > 0) throw new Error('certificate: exactly one expected, in PEM');
  if (orNull(() => readCertificate(der)) === null) throw new Error('certificate: not an X.509 certificate');
  return der;
}

function readBeside(folder: string, name: string): string {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch (cause) {
    throw new Error(`certificate: ${name} cannot be read in ${folder}`, { cause });
  }
}

/** An anchor as the text of a file, its certificate inside. Throws where it is none that could be read back. */
export function trustText(anchor: TrustAnchor): string {
  const { identity, ...rest } = anchor;
  const naming = identity === undefined ? {} : { identity: identityField(identity) };
  const content = TRUST_FILE.parse({ ...rest, ...naming, certificate: certificatePem(anchor.certificate) });
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Puts an anchor into a folder, in place of a former file of its id. */
export function saveTrustAnchor(folder: string, anchor: TrustAnchor): void {
  makePrivateFolder(folder);
  writeFileDurably(path.join(folder, `${anchor.id}.json`), trustText(anchor));
}
