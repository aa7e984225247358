import path from 'node:path';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../server/model/access/actor.ts';
import type { Role } from '../../server/model/access/roles.ts';
import type { Approvers } from '../../server/ports/approvers.ts';
import { seededRequest } from './install.ts';

export const MAKER = 'test-maker';
/** Seals approved batches until it is killed: see there. */
export const BATCH_CHILD = path.join(import.meta.dirname, 'batch-child.ts');
export const CODE = '123456';

/** A person of the TEST manufacturer, or of another one. */
export function personOf(id: string, role: Role, manufacturerId = MAKER): Actor {
  const organisation = { id: `of-${manufacturerId}`, kind: 'manufacturer', manufacturerId, uscc: null } as const;
  return { kind: 'person', id, name: `Person ${id}`, organisation, roles: [role] };
}

/** Approvers whose second factor always shows `CODE`, and who are sealers until they are ended. */
export function testApprovers(): Approvers & { readonly end: (id: string) => void } {
  const ended = new Set<string>();
  return {
    confirmSecondFactor: async (_actor, code): Promise<Result<null>> =>
      code === CODE ? succeed(null) : refuse('not-allowed'),
    isStillSealer: async ({ id }) => !ended.has(id),
    end: (id) => void ended.add(id),
  };
}

/** Rows of a proposal: one vehicle each, with VINs of seeds that begin there. */
export function seededRows(seed: number, count: number, vehicles = 1) {
  return Array.from({ length: count }, (_, index) => {
    const { manufacturer: _maker, ...wish } = seededRequest(seed + index, vehicles);
    return wish;
  });
}
