import { openFolderMail } from '../outbound/mail/folder-mail.ts';
import type { Clock } from '../ports/clock.ts';
import type { Letter, Mail, Outbox } from '../ports/mail.ts';

export type MailOptions = {
  /** The mail server and the address that letters come from; null for letters as files. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Where letters lie that no server takes. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told of a letter that nobody waited for. */
  readonly onFault: (fault: unknown, kind: string) => void;
};

export type InstallMail = ReturnType<typeof openMail>;

/** Mail of an install. What talks to a server is loaded with the first letter. */
export function openMail({ smtp, folder, clock, onFault }: MailOptions) {
  const kept: Mail & Outbox = openFolderMail(folder, clock);
  let server: Promise<Mail> | null = null;
  const overSmtp = (settings: { readonly url: string; readonly from: string }): Promise<Mail> => {
    server ??= import('../outbound/mail/smtp-mail.ts').then(({ openSmtpMail }) => openSmtpMail(settings));
    return server;
  };
  const send = async (letter: Letter) => (smtp === null ? kept : await overSmtp(smtp)).send(letter);
  const underWay = new Set<Promise<void>>();
  return {
    send,
    /** Sends without being waited for. */
    post: (letter: Letter) => {
      const sending = send(letter)
        .catch((fault: unknown) => onFault(fault, letter.kind))
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    /** Null where a mail server has the letters. */
    outbox: smtp === null ? { list: kept.list } : null,
    settled: async () => {
      await Promise.allSettled(underWay);
    },
  };
}
