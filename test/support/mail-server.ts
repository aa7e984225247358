import { createServer, type Socket } from 'node:net';

/**
 * How the server meets a letter: takes it; refuses its recipient for good, or for now; says nothing any more; cuts the connection once
 * it has the whole letter, before or after it keeps it.
 */
export type Manner = 'takes' | 'refuses' | 'defers' | 'hangs' | 'dies-before' | 'dies-after';

export type MailServer = {
  readonly url: string;
  /** What was taken, as it came: head and text. */
  readonly received: string[];
  manner: Manner;
  readonly close: () => Promise<void>;
};

/** A mail server that talks SMTP over a socket. It refuses letters to `refused@…` however it meets others. */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    if (mail.manner === 'hangs') return;
    socket.write('220 mail.example ESMTP\r\n');
    const taken = (letter: string) => {
      if (mail.manner !== 'dies-before') mail.received.push(letter);
      if (mail.manner.startsWith('dies')) return void socket.destroy();
      socket.write('250 taken\r\n');
    };
    let data: string | null = null;
    socket.on('data', (chunk) => {
      if (data !== null) {
        data += chunk.toString();
        if (!data.endsWith('\r\n.\r\n')) return;
        taken(data);
        data = null;
        return;
      }
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        if (line === 'DATA') data = '';
        socket.write(answerTo(line, mail.manner));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  const mail: MailServer = {
    ...{ url: `smtp://127.0.0.1:${port}`, received: [], manner: 'takes' },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return mail;
}

function answerTo(line: string, manner: Manner): string {
  if (line === 'DATA') return '354 go on\r\n';
  if (!line.startsWith('RCPT')) return '250 ok\r\n';
  if (manner === 'refuses' || line.startsWith('RCPT TO:<refused@')) return '550 nobody\r\n';
  return manner === 'defers' ? '451 come again\r\n' : '250 ok\r\n';
}
