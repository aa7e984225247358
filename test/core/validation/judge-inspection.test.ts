import { expect, test } from '@jest/globals';
import { inspectWithin, judgeInspection } from '#core/validation/inspect-document.ts';
import { NO_MATERIAL, type ValidationContext } from '#core/validation/validation.ts';
import { documentForms } from '../../support/document-forms.ts';

const contextOf = (anchor: Uint8Array, at: string): ValidationContext => ({
  anchors: [{ certificate: anchor, purposes: ['sealing', 'time-stamping'] }],
  at,
  found: NO_MATERIAL,
});

test.each(documentForms())(
  '$name: judged again, a file is as if it had been read again',
  async ({ archive, judging }) => {
    const context = contextOf(judging.anchor, judging.at);
    const known = await inspectWithin(archive, context);
    const unknown = await inspectWithin(archive, { ...context, anchors: [] });
    expect(known.inspection.signatures.map(({ trust }) => trust)).toEqual(['trusted', 'trusted']);
    expect(unknown.inspection.signatures.map(({ trust }) => trust)).toEqual(['unknown', 'unknown']);
    expect((await judgeInspection(unknown, context)).inspection).toEqual(known.inspection);
  },
);

test('what could not be read is not judged', async () => {
  const context = contextOf(new Uint8Array(), '2026-01-01T00:00:00.000Z');
  const answer = await inspectWithin(new Uint8Array([1]), context);
  expect(await judgeInspection(answer, context)).toBe(answer);
});
