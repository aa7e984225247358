import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Express } from 'express';

/** An app that listens on a port of this machine. */
export type Listening = { readonly port: number; readonly close: () => Promise<void> };

export async function listen(app: Express): Promise<Listening> {
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port, close };
}

const BOUNDARY = 'a-boundary';
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

/** An upload of one file, octet by octet as its client likes. */
export type RawUpload = {
  readonly send: (bytes: Uint8Array) => void;
  /** Sends the end of the form. */
  readonly finish: () => void;
  /** Closes the connection without waiting for an answer. */
  readonly leave: () => void;
  /** Whatever the server has sent so far. */
  readonly answer: () => string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
};

/** Begins an upload that announces so many bytes of file, and sends none of them. */
export async function beginUpload(port: number, path: string, announced: number): Promise<RawUpload> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(() => undefined);
  const length = HEAD.length + announced + TAIL.length;
  const type = `Content-Type: multipart/form-data; boundary=${BOUNDARY}`;
  socket.write(`POST ${path} HTTP/1.1\r\nHost: check.example\r\n${type}\r\nContent-Length: ${length}\r\n\r\n${HEAD}`);
  return {
    send: (bytes) => void socket.write(bytes),
    finish: () => void socket.write(TAIL),
    leave: () => void socket.destroy(),
    answer: () => answer,
    closed,
  };
}
