/**
 * The few functions of PKCS#11 (Cryptoki 2.40) that signing needs, as the npm package `pkcs11js` offers them. An
 * install without tokens does without it: it has no prebuilt binaries.
 */
import { createRequire } from 'node:module';
import { KeySourceError } from '../../ports/key-source-error.ts';

/** A slot, session or object. */
export type Handle = Buffer;
export type Attribute = { readonly type: number; readonly value?: number | boolean | string | Buffer };
export type Mechanism = { readonly mechanism: number; readonly parameter: object | null };

export type Cryptoki = {
  readonly load: (file: string) => void;
  readonly C_Initialize: (options: { readonly flags: number }) => void;
  readonly C_GetSlotList: (tokenPresent: boolean) => readonly Handle[];
  readonly C_GetTokenInfo: (slot: Handle) => { readonly label: string };
  readonly C_OpenSession: (slot: Handle, flags: number) => Handle;
  readonly C_CloseSession: (session: Handle) => void;
  readonly C_CloseAllSessions: (slot: Handle) => void;
  readonly C_Login: (session: Handle, user: number, pin: string) => void;
  readonly C_FindObjectsInit: (session: Handle, template: readonly Attribute[]) => void;
  readonly C_FindObjects: (session: Handle, most: number) => readonly Handle[];
  readonly C_FindObjectsFinal: (session: Handle) => void;
  readonly C_GetAttributeValue: (
    session: Handle,
    object: Handle,
    template: readonly Attribute[],
  ) => readonly { readonly value: Buffer }[];
  readonly C_GenerateKeyPairAsync: (
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: readonly Attribute[],
    privateTemplate: readonly Attribute[],
  ) => Promise<unknown>;
  readonly C_SignInit: (session: Handle, mechanism: Mechanism, key: Handle) => void;
  readonly C_SignAsync: (session: Handle, data: Buffer, out: Buffer) => Promise<Buffer>;
};

/** Numbers of the standard (PKCS#11 2.40, `pkcs11t.h`). */
export const CK = {
  osLockingOk: 0x02,
  serialSession: 0x04,
  readWriteSession: 0x02,
  user: 1,
  publicKey: 2,
  privateKey: 3,
  rsaPkcsKeyPairGen: 0x00,
  ecKeyPairGen: 0x1040,
  sha256RsaPkcs: 0x40,
  sha256RsaPkcsPss: 0x43,
  ecdsa: 0x1041,
  sha256: 0x250,
  mgf1Sha256: 2,
} as const;

/** Attributes (CKA_…). */
export const CKA = {
  class: 0x00,
  token: 0x01,
  private: 0x02,
  label: 0x03,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const;

/** Return values (CKR_…). */
const CKR = {
  deviceError: 0x30,
  deviceRemoved: 0x32,
  keyHandleInvalid: 0x60,
  objectHandleInvalid: 0x82,
  operationActive: 0x90,
  pinIncorrect: 0xa0,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  notInitialized: 0x190,
  alreadyInitialized: 0x191,
} as const;

function isOneOf(fault: unknown, ...codes: readonly number[]): boolean {
  return fault instanceof Error && 'code' in fault && codes.includes(Number(fault.code));
}

/** The token, its sessions or its handles are gone: everything must be opened again. */
export function isTokenLost(fault: unknown): boolean {
  return isOneOf(
    fault,
    CKR.deviceError,
    CKR.deviceRemoved,
    CKR.keyHandleInvalid,
    CKR.objectHandleInvalid,
    CKR.operationActive,
    CKR.sessionClosed,
    CKR.sessionHandleInvalid,
    CKR.tokenNotPresent,
    CKR.tokenNotRecognized,
    CKR.userNotLoggedIn,
    CKR.notInitialized,
  );
}

/** The token refuses the PIN; each further try brings it closer to locking itself. */
export function isPinRefused(fault: unknown): boolean {
  return isOneOf(fault, CKR.pinIncorrect, CKR.pinExpired, CKR.pinLocked);
}

export function isAlreadyLoggedIn(fault: unknown): boolean {
  return isOneOf(fault, CKR.userAlreadyLoggedIn);
}

const PACKAGE = 'pkcs11js';
/** The one that is tested; `.ci/run` names it too. */
const PACKAGE_VERSION = '2.1.7';
const RSA_PSS_PARAMETERS = 'CK_PARAMS_RSA_PSS';

/** A loaded module, and how the package tells PSS parameters. */
export type LoadedModule = { readonly cryptoki: Cryptoki; readonly pssParameters: number };

/** Loads a vendor's module. Throws `source-unavailable` where the package is not installed, or the module cannot be loaded. */
export function loadModule(file: string): LoadedModule {
  const package_ = requirePackage();
  try {
    const cryptoki: Cryptoki = new package_.PKCS11();
    cryptoki.load(file);
    return { cryptoki, pssParameters: package_[RSA_PSS_PARAMETERS] };
  } catch (cause) {
    throw new KeySourceError('source-unavailable', `the PKCS#11 module ${file} cannot be loaded`, { cause });
  }
}

function requirePackage() {
  try {
    return createRequire(import.meta.url)(PACKAGE);
  } catch (cause) {
    const remedy = `tokens need the npm package ${PACKAGE}: npm install --save-exact ${PACKAGE}@${PACKAGE_VERSION} (with Python and a C++ compiler)`;
    throw new KeySourceError('source-unavailable', remedy, { cause });
  }
}

/**
 * Initialises the module for this process, which may have done so before. Several threads sign at once: a module that is
 * not told so need not lock anything (PKCS#11 2.40, 5.4), and SoftHSM then corrupts its memory.
 */
export function initialize(cryptoki: Cryptoki): void {
  try {
    cryptoki.C_Initialize({ flags: CK.osLockingOk });
  } catch (fault) {
    if (!isOneOf(fault, CKR.alreadyInitialized)) throw fault;
  }
}
