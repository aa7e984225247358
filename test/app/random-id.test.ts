import { expect, test } from '@jest/globals';
import { randomId } from '../../server/app/base64-url.ts';

test.each([0xf8, 0xfc, 0x00, 0xff])('an id whose bytes begin with %i is never taken for an option', (first) => {
  const id = randomId(Uint8Array.from([first, ...Array(9).fill(0xff)]));
  expect(id).toMatch(/^[A-Za-z0-9][\w-]{13}$/);
});
