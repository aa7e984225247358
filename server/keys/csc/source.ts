import { createHash } from 'node:crypto';
import { z } from 'zod';
import { encoded, readDer } from '#core/asn1/der.ts';
import { OID } from '#core/asn1/oids.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { rawEcdsaValue } from '#core/x509/ecdsa-value.ts';
import { sealingCurve, sealingDigest, signatureIdentifier } from '#core/x509/sealing-algorithm.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import type { KeyPlace, KeySource, PrivateKey } from '../key-source.ts';
import { ecdsaSigValue } from '../signature-format.ts';
import { openSigningService, type ServiceSettings, type SigningService } from './service.ts';

export type RemoteSettings = ServiceSettings & {
  /** The name of this source. */
  readonly name: string;
  /** Reads the credential's PIN; null where the access token alone authorises (SCAL 1 without a PIN). */
  readonly readPin: (() => Promise<string>) | null;
};

const INFO = z.object({
  key: z.object({ status: z.string(), algo: z.array(z.string()).min(1) }),
  cert: z.object({ certificates: z.array(z.base64()).min(1) }),
});
const LIST = z.object({ credentialIDs: z.array(z.string()) });
const AUTHORIZED = z.object({ SAD: z.string().min(1) });
const SIGNED = z.object({ signatures: z.array(z.base64()).length(1) });

/** Keys that a remote service holds. It is given the hash of the signed attributes, never the document. */
export function openRemoteSource(settings: RemoteSettings): KeySource {
  const service = openSigningService(settings);
  const open = (place: KeyPlace, algorithm: SigningAlgorithm) => {
    if (place.kind !== 'remote') throw new KeySourceError('key-not-found', 'no service holds the key');
    return openCredential(settings, service, place.credential, algorithm);
  };
  return {
    open: async (place, algorithm) => open(place, algorithm),
    create: async ({ algorithm, existing }) => {
      const place = { kind: 'remote', source: settings.name, credential: existing ?? (await onlyCredential(service)) };
      return { place: place as KeyPlace, key: await open(place as KeyPlace, algorithm) };
    },
    close: async () => {},
  };
}

/** The API makes no credentials: that is done with the provider. */
async function onlyCredential(service: SigningService): Promise<string> {
  const { credentialIDs } = await service.call('credentials/list', {}, LIST);
  const [credential, ...more] = credentialIDs;
  if (credential !== undefined && more.length === 0) return credential;
  const choices = credentialIDs.slice(0, 20).join(', ') || 'none';
  throw new KeySourceError('key-not-found', `name the credential that is to be used; the service has: ${choices}`);
}

async function openCredential(
  settings: RemoteSettings,
  service: SigningService,
  credentialID: string,
  algorithm: SigningAlgorithm,
): Promise<PrivateKey> {
  const asked = { credentialID, certificates: 'single', certInfo: false, authInfo: true };
  const { key, cert } = await service.call('credentials/info', asked, INFO);
  if (key.status !== 'enabled') throw new KeySourceError('source-refused', `the credential is ${key.status}`);
  const { signAlgo, generic } = OIDS[algorithm];
  if (!key.algo.some((oid) => oid === signAlgo || oid === generic))
    throw new KeySourceError('source-refused', `the credential does not sign with ${algorithm}`);
  const certificate = readCertificate(new Uint8Array(Buffer.from(cert.certificates[0] ?? '', 'base64')));
  return {
    publicKey: certificate.publicKey.spki,
    sign: async (bytes) => {
      const hash = createHash(sealingDigest(algorithm)).update(bytes).digest('base64');
      return signHash(settings, service, credentialID, algorithm, hash);
    },
  };
}

const DIGEST_OIDS = { 'SHA-256': OID.sha256, 'SHA-384': OID.sha384 } as const;

/** What services name in `key.algo`: the signature algorithm, or the bare kind of key. */
const OIDS: Readonly<Record<SigningAlgorithm, { readonly signAlgo: string; readonly generic: string }>> = {
  'rsa-pkcs1-sha256': { signAlgo: OID.sha256WithRsa, generic: OID.rsaEncryption },
  'rsa-pss-sha256': { signAlgo: OID.rsaPss, generic: OID.rsaEncryption },
  'ecdsa-p256-sha256': { signAlgo: OID.ecdsaWithSha256, generic: OID.ecPublicKey },
  'ecdsa-p384-sha384': { signAlgo: OID.ecdsaWithSha384, generic: OID.ecPublicKey },
};

async function signHash(
  { readPin }: RemoteSettings,
  service: SigningService,
  credentialID: string,
  algorithm: SigningAlgorithm,
  hash: string,
): Promise<Uint8Array> {
  const subject = { credentialID, hashes: [hash], hashAlgorithmOID: DIGEST_OIDS[sealingDigest(algorithm)] };
  const authorization = readPin === null ? {} : await authorize(service, subject, await readPin());
  const request = { ...subject, ...authorization, signAlgo: OIDS[algorithm].signAlgo, ...parametersOf(algorithm) };
  const { signatures } = await service.call('signatures/signHash', { ...request, operationMode: 'S' }, SIGNED);
  const value = new Uint8Array(Buffer.from(signatures[0] ?? '', 'base64'));
  const curve = sealingCurve(algorithm);
  // The API leaves the form of an ECDSA value open: some give r‖s.
  return curve === null || rawEcdsaValue(value, curve) !== null ? value : ecdsaSigValue(value);
}

/** The activation data are for this hash alone. */
function authorize(service: SigningService, subject: Readonly<Record<string, unknown>>, pin: string) {
  const request = { ...subject, numSignatures: 1, authData: [{ id: 'PIN', value: pin }] };
  return service.call('credentials/authorize', request, AUTHORIZED);
}

/** DER of the parameters where the identifier alone does not say all (RSASSA-PSS). */
function parametersOf(algorithm: SigningAlgorithm): { readonly signAlgoParams?: string } {
  if (algorithm !== 'rsa-pss-sha256') return {};
  const parameters = readDer(signatureIdentifier(algorithm)).children[1];
  return parameters === undefined ? {} : { signAlgoParams: Buffer.from(encoded(parameters)).toString('base64') };
}
