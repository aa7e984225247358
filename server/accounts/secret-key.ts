import type { symmetricDecrypt } from 'better-auth/crypto';

/** The secret that secrets of authenticators are encrypted with, as better-auth has it. */
export type SecretKey = Parameters<typeof symmetricDecrypt>[0]['key'];
