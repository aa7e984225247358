import { type Letter, MailNotSent } from '../../ports/mail.ts';

/**
 * A letter that can be sent: nothing in it may end a header, or address anybody else. Names in a subject come from people, so
 * their line ends become spaces; an address that holds one was never checked, which is a fault of the program.
 */
export function checkLetter(letter: Letter): Letter {
  if (!/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(letter.to))
    throw new MailNotSent('the address of a letter is none');
  if (letter.unsubscribe !== undefined && !/^https?:\/\/[!#-;=?-~]+$/.test(letter.unsubscribe))
    throw new MailNotSent('the link of a letter is none');
  const subject = letter.subject
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 200)
    .trim();
  return { ...letter, subject };
}
