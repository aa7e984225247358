import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';
import { openRemoteSource } from './csc/source.ts';
import { openFileKeySource } from './file/file-key-source.ts';
import type { AskPassphrase } from './file/key-files.ts';
import { FILE_NAME } from './key-index.ts';
import type { RandomBytes } from './key-pair.ts';
import type { KeyPlace, KeySource, PrivateKey } from './key-source.ts';
import { openPkcs11Source } from './pkcs11/source.ts';

const SOURCES_FILE = 'sources.json';
/** The source that every install has: the files of its folder. */
export const FILE_SOURCE = 'file';

const SOURCE = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pkcs11'),
    /** The one manufacturer whose keys the token holds: a key is under its holder's sole control. */
    manufacturerId: z.string().min(1),
    module: z.string().min(1),
    token: z.string().min(1),
    /** Absolute, or in the folder of keys. */
    pinFile: z.string().min(1),
    sessions: z.int().min(1).max(64).default(4),
  }),
  z.strictObject({
    kind: z.literal('remote'),
    manufacturerId: z.string().min(1),
    /** Base address of a CSC API v2, and the token endpoint of its authorization server. */
    service: z.string().refine(isSafeAddress, 'https, or http on this machine'),
    tokenAddress: z.string().refine(isSafeAddress, 'https, or http on this machine'),
    clientId: z.string().min(1),
    secretFile: z.string().min(1),
    /** The PIN of the credentials, where the service asks for one. */
    pinFile: z.string().min(1).optional(),
    timeoutMs: z.int().min(100).max(120_000).default(10_000),
    retryMs: z.int().min(1).max(10_000).default(250),
  }),
]);

/** Secrets go over TLS, unless they do not leave the machine. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith('/')) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname));
}

type SourceSettings = z.infer<typeof SOURCE>;

/** The holders of private keys that an install has: its folder, and those that `sources.json` names. */
export type KeySources = {
  readonly open: (place: KeyPlace, algorithm: SigningAlgorithm) => Promise<PrivateKey>;
  /** Null for a source that is not configured. `manufacturerId` is null where it serves all. */
  readonly named: (name: string) => { readonly source: KeySource; readonly manufacturerId: string | null } | null;
  /** Changes when `sources.json` does. */
  readonly version: () => string;
  readonly close: () => Promise<void>;
};

export type KeySourcesOptions = {
  readonly folder: string;
  readonly randomBytes: RandomBytes;
  /** Milliseconds since any epoch. */
  readonly now: () => number;
  /** Asks for the passphrase of a key file that has none beside it; null where no terminal can ask. */
  readonly ask: AskPassphrase | null;
};

/** Opens the sources of a folder of keys, each when it is first asked for. A changed setting is seen at the next question. */
export function openKeySources({ folder, randomBytes, now, ask }: KeySourcesOptions): KeySources {
  const file = path.join(folder, SOURCES_FILE);
  const files = openFileKeySource(folder, { randomBytes, ask });
  const open = new Map<string, KeySource>();
  const named = (name: string) => {
    if (name === FILE_SOURCE) return { source: files, manufacturerId: null };
    const settings = readSources(file)[name];
    if (settings === undefined) return null;
    const key = JSON.stringify([name, settings]);
    const source = open.get(key) ?? openSource({ folder, name, settings, randomBytes, now });
    open.set(key, source);
    return { source, manufacturerId: settings.manufacturerId };
  };
  return {
    named,
    open: async (place, algorithm) => {
      const name = place.kind === 'file' ? FILE_SOURCE : place.source;
      const found = named(name);
      if (found === null)
        throw new KeySourceError(
          'key-not-here',
          `the ${SOURCES_FILE} of this instance has no source ${name}: enter it`,
        );
      return found.source.open(place, algorithm);
    },
    version: () => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? 'none' : `${stat.ino}-${stat.mtimeMs}-${stat.size}`;
    },
    close: async () => void (await Promise.all([...open.values()].map((source) => source.close()))),
  };
}

function readSources(file: string): Readonly<Record<string, SourceSettings>> {
  if (!existsSync(file)) return {};
  try {
    return z.record(FILE_NAME, SOURCE).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new KeySourceError('source-not-configured', `${SOURCES_FILE} is not valid: ${String(cause)}`, {
      cause,
    });
  }
}

type NamedSettings = {
  readonly folder: string;
  readonly name: string;
  readonly settings: SourceSettings;
  readonly randomBytes: RandomBytes;
  readonly now: () => number;
};

function openSource({ folder, name, settings, randomBytes, now }: NamedSettings): KeySource {
  const { pinFile } = settings;
  const readPin = pinFile === undefined ? null : () => readSecret(folder, pinFile);
  if (settings.kind === 'remote') {
    const { secretFile } = settings;
    return openRemoteSource({ ...settings, name, readPin, readSecret: () => readSecret(folder, secretFile), now });
  }
  return openPkcs11Source({ ...settings, name, readPin: () => readSecret(folder, settings.pinFile) }, randomBytes);
}

/** A secret in a file of its own: never an argument or a variable, which other processes can see. */
async function readSecret(folder: string, file: string): Promise<string> {
  try {
    return (await readFile(path.resolve(folder, file), 'utf8')).trim();
  } catch (cause) {
    throw new KeySourceError('source-unavailable', `the secret ${file} cannot be read`, { cause });
  }
}
