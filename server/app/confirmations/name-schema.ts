import { z } from 'zod';
import { isLikeAddress } from '../../model/letters/names-in-letters.ts';

/** One line of text that says something: no signs that steer, none that show nothing. */
export const lineSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u)
    .overwrite((text) => text.normalize('NFC'));

/** What somebody, a company or a key is called. It stands in letters to others, so that it is no address (`name-like-address`). */
export const nameSchema = (most: number) =>
  lineSchema(most).refine((name) => !isLikeAddress(name), { params: { fault: { code: 'name-like-address' } } });
