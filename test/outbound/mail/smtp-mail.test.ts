import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmtpMail } from '../../../server/outbound/mail/smtp-mail.ts';

const received: string[] = [];
let server: Server;
let url: string;

/** A mail server that takes every letter but those to `refused@…`. */
beforeAll(async () => {
  server = createServer((socket) => {
    let isData = false;
    let data = '';
    socket.write('220 mail.example ESMTP\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (isData) {
        data += text;
        if (!data.endsWith('\r\n.\r\n')) return;
        received.push(data);
        [isData, data] = [false, ''];
        return void socket.write('250 taken\r\n');
      }
      for (const line of text.split('\r\n').filter((one) => one !== '')) {
        if (line === 'DATA') isData = true;
        const isRefused = /^RCPT TO:<refused@/.test(line);
        socket.write(line === 'DATA' ? '354 go on\r\n' : isRefused ? '550 nobody\r\n' : '250 ok\r\n');
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  url = `smtp://127.0.0.1:${port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('mail over SMTP', () => {
  it('hands a letter over, with names as text of one header', async () => {
    const mail = openSmtpMail({ url, from: 'vinseal@company.example' });
    await mail.send({
      to: 'a@b.example',
      subject: '邀请 X\r\nBcc: c@d.example',
      text: 'Line one\n.\nдва\n',
      kind: 'x',
    });
    const [letter = ''] = received;
    const [head = ''] = letter.split('\r\n\r\n');
    expect(head).toMatch(/^To: a@b\.example$/m);
    expect(head).toMatch(/^From: vinseal@company\.example$/m);
    expect(head).not.toMatch(/^Bcc:/m);
  });

  it('throws where the server does not take it', async () => {
    const mail = openSmtpMail({ url, from: 'vinseal@company.example' });
    const letter = { to: 'refused@b.example', subject: 'x', text: 'x', kind: 'x' };
    await expect(mail.send(letter)).rejects.toMatchObject({ code: 'mail-not-sent' });
  });
});
