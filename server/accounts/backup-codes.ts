import { generateRandomString, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { z } from 'zod';
import type { SecretKey } from './secret-key.ts';

const HOW_MANY = 10;
const CODES = z.array(z.string());

export type BackupCodes = { readonly codes: readonly string[]; readonly encrypted: string };

/** New backup codes, in the form in which better-auth compares them. */
export async function makeBackupCodes(key: SecretKey): Promise<BackupCodes> {
  const codes = Array.from({ length: HOW_MANY }, () => {
    const code = generateRandomString(10, 'a-z', '0-9', 'A-Z');
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });
  return { codes, encrypted: await encryptCodes(key, codes) };
}

export function encryptCodes(key: SecretKey, codes: readonly string[]): Promise<string> {
  return symmetricEncrypt({ key, data: JSON.stringify(codes) });
}

export async function readBackupCodes(key: SecretKey, encrypted: string): Promise<readonly string[]> {
  return CODES.parse(JSON.parse(await symmetricDecrypt({ key, data: encrypted })));
}
