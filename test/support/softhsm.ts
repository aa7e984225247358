import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];

/** Where SoftHSM's module lies; null, said aloud, where SoftHSM or the package that speaks to it is missing. */
export function softHsmModule(consequence: string): string | null {
  const module = MODULES.find((file) => existsSync(file)) ?? null;
  const hasTool = spawnSync('softhsm2-util', ['--version']).error === undefined;
  if (module !== null && hasTool && process.env.SOFTHSM2_CONF !== undefined && isBuilt()) return module;
  console.warn(`SKIPPED: softhsm2, or the npm package pkcs11js, is not on this machine: ${consequence}`);
  return null;
}

function isBuilt(): boolean {
  try {
    createRequire(import.meta.url)('pkcs11js');
    return true;
  } catch {
    return false;
  }
}

export const TEST_PIN = '98765432';

/** Makes a token in the run's own folder of tokens. */
export function initToken(label: string): void {
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--pin', TEST_PIN, '--so-pin', TEST_PIN]);
}
