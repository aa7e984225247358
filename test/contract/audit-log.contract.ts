import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../server/ports/audit-log.ts';
import type { MakeFixture } from './store-fixture.ts';
import { AT, LATER } from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `AuditLog`. */
export function auditLogContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: audit log`, () => {
    const { store, another } = useStores(makeFixture);
    const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
      at: AT,
      by: 'officer-1',
      action: 'signed',
      number: 'ASC-XHM-2026-0000001X',
      detail: { keyId: 'key-1' },
      ...changes,
    });

    test('gives the entries of one confirmation in the order they were made, to everybody', async () => {
      const entries = [entry({ at: LATER }), entry({ at: AT, by: '张三' }), entry({ detail: {} })];
      await store().auditLog.append(entry({ number: 'another' }));
      for (const one of entries) await store().auditLog.append(one);
      expect(await (await another()).auditLog.ofConfirmation('ASC-XHM-2026-0000001X')).toEqual(entries);
    });

    test('an entry of no confirmation belongs to none', async () => {
      await store().auditLog.append(entry({ number: null, action: 'token-replaced' }));
      for (const number of ['', 'null']) expect(await store().auditLog.ofConfirmation(number)).toEqual([]);
    });
  });
}
