/** Why a backup cannot be made or used. Permanent codes. */
export const BACKUP_FAULTS = [
  /** Neither a passphrase nor a recipient was given: private keys leave an install only encrypted. */
  'backup-not-encrypted',
  /** A passphrase file, identity file or recipient that is not one. */
  'backup-key-not-valid',
  /** The folder was begun with another key, or the key given does not open it. */
  'backup-key-wrong',
  'backup-folder-not-ours',
  'backup-running',
  /** A database outside the data folder whose servers cannot be read at one moment, or not for so long. */
  'backup-needs-mongo-5',
  'backup-took-too-long',
  /** Documents within the database, for a restore into another kind of store. */
  'backup-of-former-version',
  'backup-not-found',
  'backup-incomplete',
  'backup-damaged',
  'backup-audit-broken',
  'restore-folder-not-empty',
  'nothing-to-repair',
] as const;
export type BackupFaultCode = (typeof BACKUP_FAULTS)[number];

/** A backup that was not made, or a restore that was not done. The message says what to do; nothing was changed. */
export class BackupFault extends Error {
  readonly code: BackupFaultCode;

  constructor(code: BackupFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupFault';
    this.code = code;
  }
}
