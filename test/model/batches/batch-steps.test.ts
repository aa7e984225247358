/** What an approval allows later on: for how long, and who may go on after whoever gave it said stop. */

import { expect, test } from '@jest/globals';
import { type Actor, actorRef, SERVICE } from '../../../server/model/access/actor.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import type { Batch } from '../../../server/model/batches/batch.ts';
import { APPROVAL_DAYS, controlBatch, pauseBatch } from '../../../server/model/batches/batch-steps.ts';

const AT = '2026-03-01T08:00:00.000Z';
const later = (days: number) => new Date(Date.parse(AT) + days * 86_400_000).toISOString();
const person = (id: string, role: Role): Actor => ({
  ...{ kind: 'person', id, name: id, roles: [role] },
  organisation: { id: 'maker', kind: 'manufacturer', manufacturerId: 'test-maker', uscc: null },
});
const [CLERK, SEALER, OTHER] = [person('li', 'clerk'), person('wang', 'sealer'), person('zhao', 'sealer')];
const APPROVED: Batch = {
  ...{ id: 'b', manufacturerId: 'test-maker', state: 'approved', rows: 2, vehicles: 2, contents: 'c' },
  ...{ proposedBy: actorRef(CLERK), proposedAt: AT, rejection: null, pause: null, endedAt: null },
  approval: { by: SEALER, at: AT, contents: 'c' },
};
const outcome = (batch: Batch, control: 'resume' | 'retry', by: Actor, at = later(1)) => {
  const done = controlBatch(batch, control, { by, at });
  return done.ok ? done.value.state : done.problem.code;
};
const pausedBy = (by: Actor, code: 'busy' | null = null) => {
  const paused = pauseBatch(APPROVED, actorRef(by), AT, code);
  if (!paused.ok) throw new Error(paused.problem.code);
  return paused.value;
};

test('what the approver paused goes on when a sealer says so; what others or the service paused, when anybody who may does', () => {
  expect(outcome(pausedBy(SEALER), 'resume', CLERK)).toBe('batch-paused-by-approver');
  for (const by of [SEALER, OTHER]) expect(outcome(pausedBy(SEALER), 'resume', by)).toBe('approved');
  expect(outcome(pausedBy(CLERK), 'resume', CLERK)).toBe('approved');
  expect(outcome(pausedBy(SERVICE, 'busy'), 'resume', CLERK)).toBe('approved');
});

test('an approval is good for thirty days', () => {
  const finished: Batch = { ...APPROVED, state: 'finished', endedAt: later(1) };
  expect(outcome(finished, 'retry', CLERK, later(APPROVAL_DAYS))).toBe('approved');
  for (const [batch, control] of [
    [finished, 'retry'],
    [pausedBy(CLERK), 'resume'],
  ] as const)
    expect(outcome(batch, control, SEALER, later(APPROVAL_DAYS + 1))).toBe('approval-too-old');
});
