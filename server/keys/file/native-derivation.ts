import { pbkdf2Sync } from 'node:crypto';
import forge from 'node-forge';

/**
 * forge derives keys from passphrases in JavaScript where it is told the hash: 30 ms for each part of a PKCS#12 file, of which every
 * start reads several. Node does the same in less than a millisecond.
 */

type Derive = (passphrase: string, salt: string, rounds: number, length: number, hash: { algorithm: string }) => string;

/** The hashes that both call by the same name. */
const HASHES: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

export const derivedByForge = forge.pkcs5.pbkdf2 as unknown as Derive;

/** All that forge is given as text is octets; what has others is left to forge, which makes of them what it always did. */
export const derivedByNode: Derive = (passphrase, salt, rounds, length, hash) => {
  if (!HASHES.has(hash.algorithm) || !areOctets(passphrase))
    return derivedByForge(passphrase, salt, rounds, length, hash);
  const octets = (text: string) => Buffer.from(text, 'latin1');
  return pbkdf2Sync(octets(passphrase), octets(salt), rounds, length, hash.algorithm).toString('latin1');
};

function areOctets(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0xff) return false;
  return true;
}

Object.assign(forge.pkcs5, { pbkdf2: derivedByNode });
