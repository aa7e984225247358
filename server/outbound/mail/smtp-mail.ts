import { createTransport } from 'nodemailer';
import { type Mail, MailNotSent } from '../../ports/mail.ts';
import { checkLetter } from './check-letter.ts';

/** For each step of talking to the server, in ms. */
const STEP_MS = 10_000;

/** Mail over SMTP. Where the server offers TLS it is used; `smtps:` begins with it. */
export function openSmtpMail({ url, from }: { readonly url: string; readonly from: string }): Mail {
  const transport = createTransport(url, {
    from,
    ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS },
    // What people typed is text: never a file, or an address to be fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    send: async (letter) => {
      const { to, subject, text } = checkLetter(letter);
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
      } catch (cause) {
        throw new MailNotSent('the mail server did not take a letter', { cause });
      }
    },
  };
}
