import { z } from 'zod';
import type { Browser, PasskeySignIns, Passkeys } from '../ports/accounts.ts';
import type { CollectedRecord, Collections } from '../ports/collections.ts';
import { indexText, readAuthRow } from './auth-models.ts';
import { callAuth, isForged, withoutCookies } from './call-auth.ts';
import { type Auth, cookieName } from './open-auth.ts';
import { beginSession } from './sign-ins.ts';

type Parts = {
  /** Opened for those who use passkeys. */
  readonly auth: () => Promise<Auth>;
  readonly publicUrl: string;
  readonly collections: Collections;
};

/** Passkeys of one person. */
const MOST = 10;
/** What a browser answers, as far as it is looked at before the plugin does; the rest is the plugin's. */
const ANSWER = z.looseObject({ id: z.string().min(1).max(2_000), response: z.looseObject({}) });

/** The passkeys of people, over better-auth. */
export function openPasskeys({ auth, publicUrl, collections }: Parts): Passkeys {
  return {
    begin: async (browser, userId) => {
      if ((await passkeyRecords(collections, userId)).length >= MOST) return 'full';
      const answer = await callAuth(await auth(), publicUrl, '/passkey/generate-register-options', browser, null);
      return answer.code === null ? { options: JSON.stringify(answer.body), cookies: answer.cookies } : 'refused';
    },
    add: async (browser, { name, answer: text }) => {
      const response = readAnswer(text);
      if (response === null) return null;
      const body = { name, response };
      const answer = await callAuth(await auth(), publicUrl, '/passkey/verify-registration', browser, body);
      return answer.code === null ? String(answer.body.id) : null;
    },
    list: async (userId) =>
      (await passkeyRecords(collections, userId)).map((record) => {
        const { id, name, createdAt } = readAuthRow(record);
        return { id, name: String(name ?? ''), since: String(createdAt) };
      }),
    remove: async (userId, id) => {
      const found = (await passkeyRecords(collections, userId)).filter((record) => id === null || record.id === id);
      const remove = found.map((record) => ({ collection: 'passkeys' as const, id: record.id }));
      if (remove.length > 0) await collections.change([], () => ({ put: [], remove, entries: [], answer: null }));
      return found.length > 0;
    },
  };
}

/** Signing in with a passkey, over better-auth. */
export function openPasskeySignIns({ auth, publicUrl }: Parts): PasskeySignIns {
  const unsigned = (browser: Browser): Browser => ({
    ...browser,
    cookies: withoutCookies(browser.cookies, [cookieName('session', publicUrl.startsWith('https:'))]),
  });
  return {
    begin: async (browser) => {
      const path = '/passkey/generate-authenticate-options';
      const { body, cookies } = await callAuth(await auth(), publicUrl, path, unsigned(browser), null);
      return { options: JSON.stringify({ ...body, userVerification: 'required' }), cookies };
    },
    finish: async (browser, text) => {
      const response = readAnswer(text);
      if (response === null) return { outcome: 'wrong', cookies: [], userId: null };
      const path = '/passkey/verify-authentication';
      const opened = await auth();
      const signed = await beginSession(opened, publicUrl, browser, async () => {
        const answer = await callAuth(opened, publicUrl, path, unsigned(browser), { response });
        return answer.code === null || isForged(answer) ? answer : { ...answer, code: 'PASSKEY_REFUSED' };
      });
      return signed;
    },
  };
}

export function passkeyRecords(
  collections: Pick<Collections, 'list'>,
  userId: string,
): Promise<readonly CollectedRecord[]> {
  return collections.list('passkeys', { tags: [indexText('userId', userId)], after: null, limit: MOST * 2 });
}

function readAnswer(text: string): z.infer<typeof ANSWER> | null {
  try {
    return ANSWER.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
