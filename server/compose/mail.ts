import { openLetterCipher } from '../accounts/letter-cipher.ts';
import { openNoticeLinks } from '../accounts/notice-links.ts';
import { lettersStanding } from '../app/letters/letters-standing.ts';
import { letterToQueue, queueLetter } from '../app/letters/queue-letter.ts';
import { sendLetters } from '../app/letters/send-letters.ts';
import { openFolderMail } from '../outbound/mail/folder-mail.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collections, NewRecord } from '../ports/collections.ts';
import type { Letter, Mail, Outbox } from '../ports/mail.ts';
import type { AccountsKey } from './accounts-key.ts';
import { random } from './random.ts';

export type MailOptions = {
  /** The mail server and the address that letters come from; null for letters as files. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Where letters lie that no server takes. */
  readonly folder: string;
  /** The secret of accounts, under which letters are stored. */
  readonly accountsKey: AccountsKey;
  readonly collections: Collections;
  readonly clock: Clock;
  /** Whether the store may be an older one, whose letters may have been sent. */
  readonly isHeld: () => Promise<boolean>;
  /** Told of a letter that could not be queued, and of each attempt to send one that failed. */
  readonly onFault: (fault: unknown, kind: string) => void;
};

export type InstallMail = ReturnType<typeof openMail>;

/** How long a close waits for the letter under way, in ms: it is sent again where that was not enough. */
const CLOSE_MS = 3_000;

/** Mail of an install: letters are queued in the store, and sent from there. What talks to a server is loaded with the first letter. */
export function openMail({ smtp, folder, accountsKey, collections, clock, isHeld, onFault }: MailOptions) {
  const kept: Mail & Outbox = openFolderMail(folder, clock);
  const cipher = openLetterCipher({ secret: accountsKey.secret, randomBytes: random });
  const queueing = { collections, cipher, clock, randomBytes: random };
  let isStopped = false;
  const sending = {
    ...{ collections, cipher, clock, mail: smtp === null ? kept : overSmtp(smtp) },
    // With another key it could open none of what others queued.
    isHeld: async () => (await accountsKey.standing()) !== 'same' || (await isHeld()),
    isStopped: () => isStopped,
    onFailure: (failure: string, kind: string, fault: unknown) =>
      onFault(fault ?? new Error(`a letter cannot be sent: ${failure}`), kind),
  };
  const look = oneAtATime(async () => (isStopped ? undefined : sendLetters(sending)));
  const underWay = new Set<Promise<void>>();
  /** Whatever goes wrong is told, and tried again with the next look. */
  const inBackground = (work: () => Promise<void>, kind: string) => {
    const working = work()
      .catch((fault: unknown) => (isStopped ? undefined : onFault(fault, kind)))
      .finally(() => underWay.delete(working));
    underWay.add(working);
  };
  const settled = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    /** By which people turn letters off that they do not have to get. */
    noticeLinks: openNoticeLinks({ secret: accountsKey.secret }),
    /** Queues a letter without being waited for; it is sent at once where that can be. */
    post: (letter: Letter) => inBackground(() => queueLetter(queueing, letter).then(look), letter.kind),
    /** Does what may lead to a letter once what is answered now was sent, so that the answer takes as long whether it does. */
    afterwards: (work: () => Promise<void>, kind: string) =>
      inBackground(() => new Promise((resolve) => setImmediate(resolve)).then(work), kind),
    /** A letter to be saved with what it is about; `look` then sends it. */
    toQueue: (letter: Letter): Promise<NewRecord> => letterToQueue(queueing, letter),
    /** Sends what is due. */
    look,
    lookSoon: () => inBackground(look, 'letters'),
    standing: () => lettersStanding(collections),
    /** Null where a mail server has the letters. */
    outbox: smtp === null ? { list: kept.list } : null,
    settled,
    close: async () => {
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([settled(), late]);
      isStopped = true;
    },
  };
}

function overSmtp(settings: { readonly url: string; readonly from: string }): Mail {
  let opened: Promise<Mail> | null = null;
  return {
    send: async (letter, id) => {
      opened ??= import('../outbound/mail/smtp-mail.ts').then(({ openSmtpMail }) => openSmtpMail(settings));
      await (await opened).send(letter, id);
    },
  };
}

/** Whoever asks while it is at work has it done once more after that. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let working: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = () => {
    working = work().finally(() => {
      working = null;
    });
    return working;
  };
  return () => {
    if (working === null) return begin();
    next ??= working
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}
