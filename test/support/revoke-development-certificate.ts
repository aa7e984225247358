import path from 'node:path';
import {
  DEVELOPMENT_REVOKED_FILE,
  type RevokedCertificate,
  revokedDevelopmentCertificates,
} from '../../server/development/development-crl.ts';
import { writeFileDurably } from '../../server/files/durable-files.ts';

/** Notes a certificate as revoked by the development CA of a folder. The next list and every later answer say so. */
export function revokeDevelopmentCertificate(ca: { readonly folder: string }, revoked: RevokedCertificate): void {
  const list = [...revokedDevelopmentCertificates(ca.folder), revoked];
  writeFileDurably(path.join(ca.folder, DEVELOPMENT_REVOKED_FILE), JSON.stringify(list));
}
