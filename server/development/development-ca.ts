/**
 * The development CA of one install: a TEST certification authority that lives in the install's data folder and vouches
 * for invented manufacturers only. No two installs share a key, and none is ever shipped.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';
import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { makePrivateFolder, writeFileDurably, writePrivateFile } from '../files/durable-files.ts';
import { derOfForge, forgeName, forgePublicKey, signingKeyForForge } from '../keys/file/forge-parts.ts';
import { makeKeyPair, type RandomBytes, RSA_BITS } from '../keys/key-pair.ts';
import { newSerial } from '../keys/leaf-subject.ts';
import { KeySourceError } from '../ports/key-source-error.ts';

export type DevelopmentCa = {
  /** Where it lives. */
  readonly folder: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
};

const CERTIFICATE_FILE = 'ca.pem';
const KEY_FILE = 'ca-key.pem';
const PASSPHRASE_FILE = 'ca-key.passphrase';
const YEARS = 10;

/** Makes a CA in an empty folder. Throws `already-exists` when there is one: a CA's key is never replaced. */
export async function createDevelopmentCa(
  folder: string,
  { now, randomBytes }: { readonly now: IsoInstant; readonly randomBytes: RandomBytes },
): Promise<DevelopmentCa> {
  if (existsSync(path.join(folder, CERTIFICATE_FILE)))
    throw new KeySourceError('already-exists', `${folder} already holds a CA`);
  const { privateKey } = await makeKeyPair('rsa', { modulusLength: RSA_BITS });
  const certificate = selfSign(privateKey, now, randomBytes);
  const passphrase = Buffer.from(randomBytes(32)).toString('base64url');
  makePrivateFolder(folder);
  writePrivateFile(path.join(folder, PASSPHRASE_FILE), passphrase);
  const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  writePrivateFile(path.join(folder, KEY_FILE), encrypted.toString());
  writeFileDurably(path.join(folder, CERTIFICATE_FILE), certificatePem(certificate));
  return { folder, certificate, key: privateKey };
}

/** The CA of a folder, null when there is none. Throws for one that is incomplete. */
export function openDevelopmentCa(folder: string): DevelopmentCa | null {
  if (!existsSync(path.join(folder, CERTIFICATE_FILE))) return null;
  const [certificate] = certificatesOfPem(readFileSync(path.join(folder, CERTIFICATE_FILE), 'utf8'));
  if (certificate === undefined) throw new Error(`${folder}/${CERTIFICATE_FILE} holds no certificate`);
  const passphrase = readFileSync(path.join(folder, PASSPHRASE_FILE), 'utf8').trim();
  const key = createPrivateKey({ key: readFileSync(path.join(folder, KEY_FILE)), passphrase });
  return { folder, certificate, key };
}

/**
 * The name carries a random install id, so that the CAs of two installs are never taken for one another. It is ASCII:
 * forge encodes other text a second time when it copies the name of an issuer that it has read.
 */
function selfSign(key: KeyObject, now: IsoInstant, randomBytes: RandomBytes): Uint8Array {
  const installId = Buffer.from(randomBytes(8)).toString('hex');
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forgePublicKey(key);
  certificate.serialNumber = Buffer.from(newSerial(randomBytes)).toString('hex');
  certificate.validity.notBefore = new Date(now);
  certificate.validity.notAfter = new Date(now);
  certificate.validity.notAfter.setUTCFullYear(certificate.validity.notBefore.getUTCFullYear() + YEARS);
  const name = forgeName([
    { type: forge.pki.oids.countryName as string, value: 'CN' },
    { type: forge.pki.oids.organizationName as string, value: 'TEST no legal effect' },
    { type: forge.pki.oids.commonName as string, value: `TEST vinseal development CA ${installId}` },
  ]);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(signingKeyForForge(key), forge.md.sha256.create());
  return derOfForge(forge.pki.certificateToAsn1(certificate));
}
