import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataPaths } from '../../server/compose/install-options.ts';
import { CSC_CLIENT, CSC_SECRET, type CscServer } from './csc-server.ts';
import { keyEntries, putKeyEntries, sharedOf } from './key-store.ts';

/**
 * Says that the active keys of a manufacturer lie with a remote service, under their ids. Gives back a function that puts
 * the index back as it was.
 */
export async function moveKeysToService(
  data: string,
  manufacturerId: string,
  { service, tokenAddress }: Pick<CscServer, 'service' | 'tokenAddress'>,
): Promise<() => Promise<void>> {
  const { keys } = dataPaths(data);
  const shared = sharedOf(data);
  const before = await keyEntries(data);
  const settings = { kind: 'remote', manufacturerId, clientId: CSC_CLIENT, secretFile: 'cloud.secret' };
  const bounds = { timeoutMs: 60_000, retryMs: 1 };
  writeFileSync(path.join(keys, 'cloud.secret'), CSC_SECRET, { mode: 0o600 });
  writeFileSync(
    path.join(keys, 'sources.json'),
    JSON.stringify({ cloud: { ...settings, ...bounds, service, tokenAddress } }),
  );
  const moved = before.map((entry) =>
    entry.manufacturerId === manufacturerId
      ? { ...entry, place: { kind: 'remote', source: 'cloud', credential: entry.keyId } as const }
      : entry,
  );
  await putKeyEntries(shared, moved);
  return async () => {
    await putKeyEntries(shared, before);
    rmSync(path.join(keys, 'sources.json'));
  };
}

/** A service that nobody listens for: port 1 of this machine. */
export const NO_SERVICE = { service: 'http://127.0.0.1:1/csc/v2', tokenAddress: 'http://127.0.0.1:1/oauth2/token' };

/** Takes the passphrases away from beside the key files. Gives them, by file, and a function that puts them back. */
export function takePassphrases(data: string): {
  readonly typed: ReadonlyMap<string, string>;
  readonly back: () => void;
} {
  const { keys } = dataPaths(data);
  const files = readdirSync(keys).filter((file) => file.endsWith('.passphrase'));
  const text = (file: string) => readFileSync(path.join(keys, file), 'utf8').trim();
  const typed = new Map(files.map((file) => [file.replace(/\.passphrase$/, ''), text(file)]));
  for (const file of files) renameSync(path.join(keys, file), path.join(keys, `${file}.taken`));
  const back = () => {
    for (const file of files) renameSync(path.join(keys, `${file}.taken`), path.join(keys, file));
  };
  return { typed, back };
}
