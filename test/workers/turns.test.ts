import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../server/workers/turns.ts';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('no more at once than places, in the order they came', async () => {
  const turns = createTurns(2, { most: 10, ofOne: 10 }, () => new Error('full'));
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
  const turns = createTurns(1, { most: 1, ofOne: 1 }, () => new Error('full'));
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
  const turns = createTurns(1, { most: 2, ofOne: 2 }, () => new Error('full'));
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
  const turns = createTurns(1, { most: 1, ofOne: 1 }, () => new Error('full'));
  const signal = AbortSignal.abort(new Error('gone'));
  await expect(turns.take(async () => 'served', signal)).rejects.toThrow('gone');
  expect([turns.running(), turns.waiting()]).toEqual([0, 0]);
});

test('whoever leaves while being served gives the place on when the work ends', async () => {
  const turns = createTurns(1, { most: 1, ofOne: 1 }, () => new Error('full'));
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

describe('several senders', () => {
  const of = (sender: string) => Object.assign(new AbortController().signal, { sender });
  /** Names of those who are served, in their order, while one thread is at work until `open`. */
  function serving(most: number, ofOne: number) {
    const turns = createTurns(1, { most, ofOne }, () => new Error('full'));
    const first = gate();
    const served: string[] = [];
    const running = [turns.take(() => first.opened)];
    const come = (name: string) =>
      void running.push(turns.take(async () => void served.push(name), of(name.slice(0, 1))));
    return { turns, served, running, come, open: first.open };
  }

  test('are served in turn: whoever sends much waits for nobody but itself', async () => {
    const { served, running, come, open } = serving(10, 10);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) come(name);
    open();
    await Promise.all(running);
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  test('and one of them does not fill the queue', async () => {
    const { turns, served, running, come, open } = serving(4, 2);
    for (const name of ['a1', 'a2', 'b1']) come(name);
    await expect(turns.take(async () => undefined, of('a'))).rejects.toThrow('full');
    come('c1');
    await expect(turns.take(async () => undefined, of('d'))).rejects.toThrow('full');
    open();
    await Promise.all(running);
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect([turns.running(), turns.waiting()]).toEqual([0, 0]);
  });
});
