/**
 * The time-stamp authority of one install: TEST, under the development CA. It takes the time from this machine's clock
 * and so proves nothing to anybody who does not trust this machine.
 */
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as pkijs from 'pkijs';
import type { IsoInstant } from '../domain/calendar.ts';
import { makePrivateFolder, writeFileDurably, writePrivateFile } from '../files/durable-files.ts';
import { readCertificate } from '../pki/certificate.ts';
import { OID } from '../pki/oids.ts';
import { type DevelopmentCa, makeKeyPair, type RandomBytes } from './development-ca.ts';
import { extension, issueEcCertificate, keyUsage } from './ec-certificate.ts';
import { newSerial } from './leaf-subject.ts';
import { certificatePem, certificatesOfPem } from './pem.ts';

export type DevelopmentTsa = {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of the CA above it. */
  readonly chain: readonly Uint8Array[];
  /** On P-256. */
  readonly key: KeyObject;
};

/** The authority's own certificate first. */
const CERTIFICATE_FILE = 'tsa.pem';
const KEY_FILE = 'tsa-key.pem';
const PASSPHRASE_FILE = 'tsa-key.passphrase';

/**
 * Makes an authority, and puts its folder into place as a whole: of two processes that make one, both use that of the
 * first. Its certificate lasts as long as the CA's.
 */
export async function createDevelopmentTsa(
  folder: string,
  ca: DevelopmentCa,
  { now, randomBytes }: { readonly now: IsoInstant; readonly randomBytes: RandomBytes },
): Promise<void> {
  const { privateKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
  const certificate = await issueEcCertificate(ca, {
    key: privateKey,
    subject: [
      { type: OID.country, value: 'CN' },
      { type: OID.organization, value: 'TEST no legal effect' },
      { type: OID.commonName, value: 'TEST vinseal time-stamp authority' },
    ],
    serial: newSerial(randomBytes),
    notBefore: now,
    notAfter: new Date(readCertificate(ca.certificate).notAfter).toISOString(),
    extensions: [keyUsage(DIGITAL_SIGNATURE, 7), timeStampingOnly()],
  });
  const passphrase = Buffer.from(randomBytes(32)).toString('base64url');
  const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  const making = `${folder}.${randomUUID()}.tmp`;
  makePrivateFolder(making);
  writePrivateFile(path.join(making, PASSPHRASE_FILE), passphrase);
  writePrivateFile(path.join(making, KEY_FILE), encrypted.toString());
  writeFileDurably(
    path.join(making, CERTIFICATE_FILE),
    `${certificatePem(certificate)}${certificatePem(ca.certificate)}`,
  );
  moveIntoPlace(making, folder);
}

function moveIntoPlace(making: string, folder: string): void {
  try {
    renameSync(making, folder);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    if (!hasDevelopmentTsa(folder)) throw cause;
  }
}

const DIGITAL_SIGNATURE = 0x80;

/** RFC 3161 §2.3: critical, and nothing else. */
function timeStampingOnly(): pkijs.Extension {
  return extension(OID.extKeyUsage, true, new pkijs.ExtKeyUsage({ keyPurposes: [OID.timeStamping] }).toSchema());
}

/** Whether the folder holds an authority. */
export function hasDevelopmentTsa(folder: string): boolean {
  return existsSync(path.join(folder, CERTIFICATE_FILE));
}

/** The authority of a folder, null when there is none. Throws for one that is incomplete. */
export function openDevelopmentTsa(folder: string): DevelopmentTsa | null {
  if (!hasDevelopmentTsa(folder)) return null;
  const [certificate, ...chain] = certificatesOfPem(readFileSync(path.join(folder, CERTIFICATE_FILE), 'utf8'));
  if (certificate === undefined) throw new Error(`${folder}/${CERTIFICATE_FILE} holds no certificate`);
  const passphrase = readFileSync(path.join(folder, PASSPHRASE_FILE), 'utf8').trim();
  return { certificate, chain, key: createPrivateKey({ key: readFileSync(path.join(folder, KEY_FILE)), passphrase }) };
}
