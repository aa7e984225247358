import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a port of this machine that can be cut. */
export type TcpProxy = {
  readonly port: number;
  /** Ends every connection; those that follow are ended at once, until `restore`. */
  readonly cut: () => void;
  /** Connections stay open and can be made, and nothing passes, until `restore`. */
  readonly silence: () => void;
  readonly restore: () => void;
  /** From now on what contains this word gets to the server, and no answer to it comes back: its connection ends. */
  readonly loseAnswersTo: (word: string) => void;
  readonly close: () => void;
};

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  let losing: string | null = null;
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    join(near, connect(target, '127.0.0.1'));
  });
  const join = (near: Socket, far: Socket) => {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        to.write(chunk);
        if (from === near && losing !== null && chunk.includes(losing)) near.destroy();
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        // What it was sent before reaches it.
        to.end();
      });
      if (state === 'silent') from.pause();
    }
  };
  const cut = () => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    silence: () => {
      state = 'silent';
      for (const socket of sockets) socket.pause();
    },
    restore: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    loseAnswersTo: (word) => {
      losing = word;
    },
    close: () => {
      server.close();
      cut();
    },
  };
}
