import { expect, test } from '@jest/globals';
import type { AuditPhase, RecordedEntry } from '../../../server/model/access/audit-entry.ts';
import { isKeptOutside, withUnfinished } from '../../../server/model/access/kept-outside.ts';

const entry = (action: string, phase: AuditPhase, id: string): RecordedEntry => ({
  ...{ stream: 'manufacturer:maker', position: 1, hash: '', previous: '', at: '2026-03-01T00:00:00.000Z' },
  ...{ actor: { kind: 'operator', id: 'zhang', name: 'zhang' }, action, phase, detail: {} },
  subject: { kind: 'key', id },
});

test('a key whose process died before it wrote down that it was suspended is suspended again by a restore', () => {
  const told = [
    entry('suspend-key', 'intended', 'died'),
    entry('suspend-key', 'intended', 'refused'),
    entry('suspend-key', 'intended', 'done'),
    entry('suspend-key', 'failed', 'refused'),
    entry('suspend-key', 'succeeded', 'done'),
    entry('activate-key', 'intended', 'died-too'),
  ];
  const kept = told.filter(isKeptOutside);
  const ended = withUnfinished(kept).filter(({ phase }) => phase === 'succeeded');
  expect(ended.map(({ subject }) => subject.id)).toEqual(['died', 'done']);
});
