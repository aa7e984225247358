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
