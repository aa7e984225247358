/**
 * A service of one install that signs under the development CA: TEST, like all that comes from there. Its key and its
 * certificate lie in a folder of their own.
 */
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { makePrivateFolder, writeFileDurably, writePrivateFile } from '../files/durable-files.ts';
import { makeKeyPair, type RandomBytes } from '../keys/key-pair.ts';
import { newSerial } from '../keys/leaf-subject.ts';
import type { DevelopmentCa } from './development-ca.ts';
import { issueEcCertificate, keyUsage } from './ec-certificate.ts';

export type DevelopmentService = {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of the CA above it. */
  readonly chain: readonly Uint8Array[];
  /** On P-256. */
  readonly key: KeyObject;
};

export type ServiceKind = {
  /** What its files are called: `NAME.pem` (its own certificate first), `NAME-key.pem`, `NAME-key.passphrase`. */
  readonly name: 'tsa' | 'ocsp';
  readonly commonName: string;
  /** What says that the certificate is for this service alone. */
  readonly purpose: () => readonly pkijs.Extension[];
};

export type Making = { readonly now: IsoInstant; readonly randomBytes: RandomBytes };

const DIGITAL_SIGNATURE = 0x80;

/**
 * Makes a service, and puts its folder into place as a whole: of two processes that make one, both use that of the first.
 * Its certificate lasts as long as the CA's.
 */
export async function createDevelopmentService(
  folder: string,
  ca: DevelopmentCa,
  kind: ServiceKind,
  { now, randomBytes }: Making,
): Promise<void> {
  const { privateKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
  const certificate = await issueEcCertificate(ca, {
    key: privateKey,
    subject: [
      { type: OID.country, value: 'CN' },
      { type: OID.organization, value: 'TEST no legal effect' },
      { type: OID.commonName, value: kind.commonName },
    ],
    serial: newSerial(randomBytes),
    notBefore: now,
    notAfter: new Date(readCertificate(ca.certificate).notAfter).toISOString(),
    extensions: [keyUsage(DIGITAL_SIGNATURE, 7), ...kind.purpose()],
  });
  const passphrase = Buffer.from(randomBytes(32)).toString('base64url');
  const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  const making = `${folder}.${randomUUID()}.tmp`;
  const files = filesOf(making, kind);
  makePrivateFolder(making);
  writePrivateFile(files.passphrase, passphrase);
  writePrivateFile(files.key, encrypted.toString());
  writeFileDurably(files.certificate, `${certificatePem(certificate)}${certificatePem(ca.certificate)}`);
  moveIntoPlace(making, folder, kind);
}

function filesOf(folder: string, { name }: ServiceKind) {
  const inFolder = (file: string) => path.join(folder, file);
  return {
    certificate: inFolder(`${name}.pem`),
    key: inFolder(`${name}-key.pem`),
    passphrase: inFolder(`${name}-key.passphrase`),
  };
}

function moveIntoPlace(making: string, folder: string, kind: ServiceKind): void {
  try {
    renameSync(making, folder);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    if (!hasDevelopmentService(folder, kind)) throw cause;
  }
}

/** Whether the folder holds such a service. */
export function hasDevelopmentService(folder: string, kind: ServiceKind): boolean {
  return existsSync(filesOf(folder, kind).certificate);
}

/** A file of a TEST service is missing or damaged. The message is one line that names it and says what to do. */
export class DevelopmentServiceUnusable extends Error {
  readonly code = 'development-service-unusable';
}

/** The service of a folder, null when there is none. @throws {DevelopmentServiceUnusable} for one that is incomplete or damaged */
export function openDevelopmentService(folder: string, kind: ServiceKind): DevelopmentService | null {
  if (!hasDevelopmentService(folder, kind)) return null;
  const files = filesOf(folder, kind);
  const [certificate, ...chain] = readPart(files.certificate, certificatesIn);
  if (certificate === undefined) throw unusable(files.certificate);
  const passphrase = readPart(files.passphrase, (bytes) => bytes.toString('utf8').trim());
  const key = readPart(files.key, (bytes) => createPrivateKey({ key: bytes, passphrase }));
  return { certificate, chain, key };
}

function certificatesIn(bytes: Buffer): readonly Uint8Array[] {
  const found = certificatesOfPem(bytes.toString('utf8'));
  for (const der of found) readCertificate(der);
  return found;
}

function readPart<Value>(file: string, read: (bytes: Buffer) => Value): Value {
  try {
    return read(readFileSync(file));
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(file: string, cause?: unknown): DevelopmentServiceUnusable {
  const message = `${file} is missing or damaged: restore its folder from your backup, or remove the folder to have a new TEST service made`;
  return new DevelopmentServiceUnusable(message, { cause });
}
