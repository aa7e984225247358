import { createTransport } from 'nodemailer';
import type { MailFailure } from '../../model/letters/mail-failure.ts';
import { type Mail, MailNotSent } from '../../ports/mail.ts';
import { checkLetter } from './check-letter.ts';

/** For each step of talking to the server, and for a letter as a whole, in ms. */
const TIMES = { stepMs: 10_000, wholeMs: 60_000 };

type SmtpSettings = { readonly url: string; readonly from: string; readonly times?: typeof TIMES };

/** Mail over SMTP. Where the server offers TLS it is used; `smtps:` begins with it. */
export function openSmtpMail({ url, from, times: { stepMs, wholeMs } = TIMES }: SmtpSettings): Mail {
  const transport = createTransport(url, {
    from,
    ...{ connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs },
    // What people typed is text: never a file, or an address to be fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[^\w.-]/g, '');
  return {
    send: async (letter, id) => {
      const { to, subject, text, unsubscribe } = checkLetter(letter);
      const messageId = `<${id}@${domain}>`;
      const headers = oneClickHeaders(unsubscribe);
      const sending = transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId, headers });
      try {
        await within(wholeMs, sending);
      } catch (cause) {
        throw asNotSent(cause);
      }
    },
  };
}

/** By which mail programs offer to get no more such letters (RFC 8058): over https alone. */
function oneClickHeaders(address: string | undefined): Record<string, string> {
  if (address?.startsWith('https:') !== true) return {};
  return { 'List-Unsubscribe': `<${address}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** A server that says a little from time to time would hold a letter for ever. */
async function within(ms: number, sending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('the mail server was too slow'), { code: 'ETIMEDOUT' })),
      ms,
    );
  });
  try {
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
    sending.catch(() => undefined);
  }
}

const FAILURES: Readonly<Record<string, MailFailure>> = {
  EDNS: 'unreachable',
  ECONNECTION: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ESOCKET: 'unreachable',
  ETIMEDOUT: 'timed-out',
  ETLS: 'not-secure',
  EAUTH: 'login-refused',
  ENOAUTH: 'login-refused',
  EOAUTH2: 'login-refused',
};

/** What a server says of a letter may name whom it is to, so that its words are not kept. */
function asNotSent(cause: unknown): MailNotSent {
  const { code = '', responseCode = 0 } = cause as { readonly code?: string; readonly responseCode?: number };
  if (FAILURES[code] !== undefined)
    return new MailNotSent('the mail server cannot be used', { cause, failure: FAILURES[code] });
  const failure = responseCode >= 500 ? 'refused' : responseCode >= 400 ? 'deferred' : 'other';
  return new MailNotSent(`the mail server did not take a letter (${responseCode || code || 'no answer'})`, { failure });
}
