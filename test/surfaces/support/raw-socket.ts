import { connect } from 'node:net';

/** What came back on a connection until it was closed by either side. */
export interface RawAnswer {
  readonly text: string;
  /** Whether the other side closed it. */
  readonly closed: boolean;
}

/** How bytes are sent that no client library would send. */
export interface RawExchange {
  /** Written one after the other, each when the one before has left. */
  readonly pieces: readonly (string | Buffer)[];
  /** Whether nothing follows: the client ends its side. @defaultValue `true` */
  readonly ends?: boolean;
  /** Milliseconds after which the client leaves when the server does not. @defaultValue `5_000` */
  readonly patience?: number;
}

/** Sends bytes as they are and reads what comes back. Resets and broken pipes are answers, too. */
export function exchangeRaw(
  port: number,
  { pieces, ends = true, patience = 5_000 }: RawExchange,
): Promise<RawAnswer> {
  return new Promise(resolve => {
    let text = '';
    let left = false;
    const socket = connect(port, '127.0.0.1');
    const leave = setTimeout(() => {
      left = true;
      socket.destroy();
    }, patience);
    socket.setEncoding('latin1').on('data', (part: string) => {
      if (text.length < 65_536) text += part;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(leave);
      resolve({ text, closed: !left });
    });
    socket.once('connect', () => {
      for (const piece of pieces) socket.write(piece);
      if (ends) socket.end();
    });
  });
}
