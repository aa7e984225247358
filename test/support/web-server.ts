import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = { readonly method: string; readonly path: string; readonly body: Uint8Array };

/** What to answer: a status and octets, another address, or `hang` for no answer at all and `break` for a cut connection. */
export type WebAnswer =
  | { readonly status: number; readonly octets: Uint8Array; readonly headers?: http.OutgoingHttpHeaders }
  | { readonly to: string; readonly status?: number }
  | 'hang'
  | 'break';

export type WebServer = {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
};

/** A web server on the loopback that remembers what it was asked. */
export async function openWebServer(answer: (asked: Asked) => WebAnswer | Promise<WebAnswer>): Promise<WebServer> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => void respond(parts));
    async function respond(body: readonly Buffer[]): Promise<void> {
      const question = {
        method: request.method ?? '',
        path: request.url ?? '',
        body: new Uint8Array(Buffer.concat(body)),
      };
      asked.push(question);
      const given = await answer(question);
      if (given === 'hang') return;
      if (given === 'break') return void response.destroy();
      if ('to' in given) return void response.writeHead(given.status ?? 302, { location: given.to }).end();
      response.writeHead(given.status, given.headers ?? {}).end(given.octets);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
