import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';

type RecordDependencies = { readonly auditLog: Pick<AuditLog, 'append'>; readonly clock: Clock };

/**
 * The key, with every use of it written to the audit log: who, what hash, which key. A signature whose entry cannot be
 * written does not leave (Electronic Signature Law art. 13: under the signer's control).
 */
export function recordKeyUse({ auditLog, clock }: RecordDependencies, key: SigningKey, by: string): SigningKey {
  return {
    ...key,
    sign: async (prepared) => {
      const signature = await key.sign(prepared);
      const { number, documentDigest } = prepared;
      await auditLog.append({
        at: clock.now(),
        by,
        action: 'signed',
        number,
        detail: { keyId: key.id, documentDigest },
      });
      return signature;
    },
  };
}
