import { expect, test } from '@jest/globals';
import { createTurns } from '../../server/workers/turns.ts';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('no more at once than places, in the order they came', async () => {
  const turns = createTurns(2, 10, () => new Error('full'));
  const began: number[] = [];
  const gates = [0, 1, 2, 3].map(gate);
  const runs = gates.map(({ opened }, index) =>
    turns.take(async () => {
      began.push(index);
      await opened;
      return index;
    }),
  );
  await Promise.resolve();
  expect(began).toEqual([0, 1]);
  gates[1]?.open();
  expect(await runs[1]).toBe(1);
  await Promise.resolve();
  expect(began).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3]);
});

test('one who finds too many waiting is told at once, and work that fails gives its place on', async () => {
  const turns = createTurns(1, 1, () => new Error('full'));
  const first = gate();
  const failing = turns.take(async () => {
    await first.opened;
    throw new Error('broken');
  });
  const waiting = turns.take(async () => 'served');
  await expect(turns.take(async () => 'never')).rejects.toThrow('full');
  first.open();
  await expect(failing).rejects.toThrow('broken');
  expect(await waiting).toBe('served');
});

test('one who leaves the queue is never served, hears why, and makes room for another', async () => {
  const turns = createTurns(1, 2, () => new Error('full'));
  const first = gate();
  const served: string[] = [];
  const serve = (name: string) => async () => void served.push(name);
  const running = turns.take(() => first.opened);
  const leaver = new AbortController();
  const left = turns.take(serve('leaver'), leaver.signal);
  const stays = turns.take(serve('stays'));
  leaver.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect([turns.running(), turns.waiting()]).toEqual([1, 1]);
  const late = turns.take(serve('late'));
  first.open();
  await Promise.all([running, stays, late]);
  expect(served).toEqual(['stays', 'late']);
  expect([turns.running(), turns.waiting()]).toEqual([0, 0]);
});

test('one who has left before does not even come', async () => {
  const turns = createTurns(1, 1, () => new Error('full'));
  const signal = AbortSignal.abort(new Error('gone'));
  await expect(turns.take(async () => 'served', signal)).rejects.toThrow('gone');
  expect([turns.running(), turns.waiting()]).toEqual([0, 0]);
});

test('whoever leaves while being served gives the place on when the work ends', async () => {
  const turns = createTurns(1, 1, () => new Error('full'));
  const first = gate();
  const leaver = new AbortController();
  const running = turns.take(() => first.opened, leaver.signal);
  const next = turns.take(async () => 'served');
  leaver.abort(new Error('gone'));
  expect(turns.running()).toBe(1);
  first.open();
  await running;
  expect(await next).toBe('served');
});
