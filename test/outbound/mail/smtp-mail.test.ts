import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmtpMail } from '../../../server/outbound/mail/smtp-mail.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());
const openMail = () =>
  openSmtpMail({ url: server.url, from: 'vinseal@company.example', times: { stepMs: 300, wholeMs: 1_000 } });
const LETTER = { to: 'a@b.example', subject: 'x', text: 'x', kind: 'x' };

describe('mail over SMTP', () => {
  it('hands a letter over, with names as text of one header', async () => {
    const letterOf = { ...LETTER, subject: '邀请 X\r\nBcc: c@d.example', text: 'Line one\n.\nдва\n' };
    await openMail().send(letterOf, 'letter-1');
    const [letter = ''] = server.received;
    const [head = ''] = letter.split('\r\n\r\n');
    expect(head).toMatch(/^To: a@b\.example$/m);
    expect(head).toMatch(/^From: vinseal@company\.example$/m);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(head).toMatch(/^Message-ID: <letter-1@company\.example>$/m);
  });

  it('offers to get no more of those that nobody has to get, as mail programs know it', async () => {
    const link = `https://check.example/en/notices/off/${'p'.repeat(16)}.${'A_-0'.repeat(11)}`;
    const send = (unsubscribe: string) => openMail().send({ ...LETTER, unsubscribe }, 'letter-5');
    await send(link);
    const head = (server.received.at(-1)?.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ');
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([`List-Unsubscribe: <${link}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']),
    );
    await send(link.replace('https', 'http'));
    expect(server.received.at(-1)).not.toContain('List-Unsubscribe');
    await expect(send(`${link}>\r\nBcc: c@d.example`)).rejects.toMatchObject({ code: 'mail-not-sent' });
    await openMail().send(LETTER, 'letter-6');
    expect(server.received.at(-1)).not.toContain('List-Unsubscribe');
  });

  it.each([
    ['refuses', 'refused'],
    ['defers', 'deferred'],
    ['hangs', 'timed-out'],
    ['dies-before', 'unreachable'],
  ] as const)('where the server %s, says “%s” and no address', async (manner, failure) => {
    server.manner = manner;
    const fault = await openMail()
      .send(LETTER, 'letter-2')
      .catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: 'mail-not-sent', failure });
    expect(`${(fault as Error).message} ${(fault as Error).cause}`).not.toContain('a@b.example');
  });

  it('where nobody listens, says that the server cannot be reached', async () => {
    await server.close();
    await expect(openMail().send(LETTER, 'letter-3')).rejects.toMatchObject({ failure: 'unreachable' });
  });
});
