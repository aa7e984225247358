import { succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { isPreparedSignature } from '../../model/sealing/prepared-signature.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';
import { type ActDependencies, perform } from '../access/act.ts';

/**
 * The key, with every use of it written to the audit log: who, what hash, which key. The entry is durable before the key is
 * asked, and a signature whose outcome cannot be written does not leave (Electronic Signature Law art. 13: under the
 * signer's control).
 */
export function recordKeyUse({ auditLog, clock }: ActDependencies, key: SigningKey, actor: Actor): SigningKey {
  return {
    ...key,
    sign: async (prepared) => {
      // The key refuses it as well; but only what is about to be signed is written down as intended.
      if (!isPreparedSignature(prepared)) throw new Error('not a prepared signature, or already used');
      const { number, documentDigest, manufacturerId } = prepared;
      const signed = await perform(
        // Issuing keeps what it did outside the store, this included.
        { auditLog, clock },
        {
          stream: manufacturerStream(manufacturerId),
          actor,
          action: 'use-key',
          subject: { kind: 'key', id: key.id },
          detail: { number, documentDigest },
        },
        async () => succeed(await key.sign(prepared)),
      );
      if (!signed.ok) throw new Error(signed.problem.code);
      return signed.value;
    },
  };
}
