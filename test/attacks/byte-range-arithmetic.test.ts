import { test } from '@jest/globals';
import { attackBench, expectCaught, offsetOf, overwrite } from '../support/attack.ts';

/** ByteRange arithmetic (USF, SWA): the four numbers are judged by the positions they name. */
const bench = attackBench();

function withRange(change: (range: readonly number[]) => readonly (number | string)[]): Uint8Array {
  const at = offsetOf(bench.genuine, '/ByteRange');
  const text = Buffer.from(bench.genuine.subarray(at, at + 80)).toString('latin1');
  const list = /\[([^\]]*)\]/.exec(text);
  if (list === null) throw new Error('no byte range');
  const numbers = (list[1] ?? '').trim().split(/\s+/).map(Number);
  const width = (list[1] ?? '').length;
  const changed = change(numbers).join(' ');
  if (changed.length > width) throw new Error('does not fit');
  return overwrite(bench.genuine, at + list.index + 1, changed.padEnd(width));
}

test.each<[string, (range: readonly number[]) => readonly (number | string)[]]>([
  ['it does not start at zero', ([, a = 0, b = 0, c = 0]) => [1, a - 1, b, c]],
  ['it is negative', ([z = 0, a = 0, b = 0]) => [z, a, b, -1]],
  ['it stops before the end of the file', ([z = 0, a = 0, b = 0, c = 0]) => [z, a, b, c - 1]],
  ['it goes past the end of the file', ([z = 0, a = 0, b = 0, c = 0]) => [z, a, b, c + 1]],
  ['its gap is wider than /Contents', ([z = 0, a = 0, b = 0, c = 0]) => [z, a - 1, b, c]],
  ['its gap is narrower than /Contents', ([z = 0, a = 0, b = 0, c = 0]) => [z, a + 1, b, c]],
  ['its second part starts inside /Contents', ([z = 0, a = 0, b = 0, c = 0]) => [z, a, b - 2, c + 2]],
  ['its parts overlap', ([z = 0, a = 0, , c = 0]) => [z, a, 0, c]],
  ['it covers nothing', () => [0, 0, 0, 0]],
  ['it overflows 32 bits', ([z = 0, a = 0, b = 0, c = 0]) => [z, a, b, c + 2 ** 32]],
  ['it overflows what numbers hold', ([z = 0, a = 0, b = 0]) => [z, a, b, '9'.repeat(14)]],
  ['its gap lies elsewhere', ([z = 0, , , c = 0]) => [z, 100, 200, c]],
  ['its second part comes first', ([, a = 0, b = 0, c = 0]) => [b, c, 0, a]],
  ['it covers the first part only', ([z = 0, a = 0, b = 0]) => [z, a, b, 0]],
  ['it has no gap', ([z = 0, , , c = 0]) => [z, 50, 50, c]],
  ['it has two numbers', ([z = 0, a = 0]) => [z, a]],
  ['it has a fraction', ([z = 0, , b = 0, c = 0]) => [z, 0.5, b, c]],
  ['it names an object', ([z = 0, a = 0, b = 0]) => [z, a, b, 'null']],
])('%s', async (_name, change) => {
  await expectCaught(bench, withRange(change), { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' });
});
