import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Browser, SignInGuard } from '../ports/accounts.ts';
import type { Collections } from '../ports/collections.ts';
import { type AuthRow, authRecord, indexText, readAuthRow } from './auth-models.ts';
import { sha256Hex } from './sha256-hex.ts';
import { changeFactor, findFactor } from './single-use.ts';

type Parts = {
  readonly collections: Collections;
  /** Signs what a browser is known by, so that nobody makes one up. */
  readonly secret: string;
  readonly cookie: { readonly name: string; readonly isSecure: boolean };
};

/** Browsers of one user that are known: the last ones. */
const MOST_KNOWN = 10;
const KNOWN_SECONDS = 180 * 86_400;

/**
 * Tells browsers from which a user signed in before by a random text in a cookie: kept with the user, as a hash over both, so that
 * it is theirs alone and no copy of the store can make one.
 */
export function openSignInGuard({ collections, secret, cookie }: Parts): SignInGuard {
  const macOf = (token: string) => createHmac('sha256', secret).update(`known-browser\n${token}`).digest('base64url');
  const tokenOf = ({ cookies }: Pick<Browser, 'cookies'>): string | null => {
    const [token = '', mac = ''] = cookieValue(cookies, cookie.name).split('.');
    const [given, right] = [Buffer.from(mac), Buffer.from(macOf(token))];
    return token !== '' && given.length === right.length && timingSafeEqual(given, right) ? token : null;
  };
  const nameOf = (browser: Pick<Browser, 'cookies'> | null, userId: string): string | null => {
    const token = browser === null ? null : tokenOf(browser);
    return token === null ? null : sha256Hex(`${userId}\n${token}`);
  };
  return {
    counterOf: async (browser, email) => {
      const found = await collections.findUnique('users', indexText('email', email));
      const user = found === null ? null : readAuthRow(found);
      const name = user === null ? null : nameOf(browser, user.id);
      if (user !== null && name !== null && knownOf(user).includes(name))
        return { kind: 'sign-in-browser', key: `${user.id} ${name} ${liftsOf(user)}` };
      return { kind: 'sign-in-account', key: user === null ? email : `${email} ${liftsOf(user)}` };
    },
    remember: async (browser, userId) => {
      const token = tokenOf(browser) ?? randomBytes(32).toString('base64url');
      const name = sha256Hex(`${userId}\n${token}`);
      await changeUser(collections, userId, (user) => ({
        ...user,
        knownBrowsers: [name, ...knownOf(user).filter((one) => one !== name)].slice(0, MOST_KNOWN).join(' '),
      }));
      const { isSecure } = cookie;
      const attributes = `Max-Age=${KNOWN_SECONDS}; Path=/; HttpOnly;${isSecure ? ' Secure;' : ''} SameSite=Lax`;
      return [`${cookie.name}=${token}.${macOf(token)}; ${attributes}`];
    },
    keepOnly: async (browser, userId) => {
      const name = nameOf(browser, userId);
      await changeUser(collections, userId, (user) => ({
        ...user,
        knownBrowsers: knownOf(user)
          .filter((one) => one === name)
          .join(' '),
      }));
    },
    lift: async (userId) => {
      await changeUser(collections, userId, (user) => ({ ...user, locksLifted: liftsOf(user) + 1 }));
      const factor = await findFactor(collections, userId);
      if (factor === null) return;
      await changeFactor(collections, factor.id, (row) => ({
        ...{
          put: row === null ? null : { ...row, failedVerificationCount: 0, lockedUntil: null, tries: 0 },
          answer: null,
        },
      }));
    },
  };
}

function knownOf({ knownBrowsers }: AuthRow): readonly string[] {
  return typeof knownBrowsers === 'string' && knownBrowsers !== '' ? knownBrowsers.split(' ') : [];
}

/** How often a lock of this user was lifted: what was counted before counts no more. */
function liftsOf({ locksLifted }: AuthRow): number {
  return Number(locksLifted ?? 0);
}

function changeUser(collections: Collections, id: string, change: (user: AuthRow) => AuthRow): Promise<void> {
  return collections.change([{ collection: 'users', id }], ([found]) => {
    const put = found === null || found === undefined ? [] : [authRecord('user', change(readAuthRow(found)))];
    return { put, remove: [], entries: [], answer: undefined };
  });
}

function cookieValue(cookies: string, name: string): string {
  const pairs = cookies.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
