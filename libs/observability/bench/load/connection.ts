import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ResponseReader, type Response } from './response-reader.js';

/** One keep-alive connection with one request in flight. */
export class Connection {
  private readonly responses = new ResponseReader();
  private settle: { resolve: (response: Response) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('close', () =>
      this.settle?.reject(new Error('The server closed a connection in the middle of a request')),
    );
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }

  send(request: Buffer): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const response = this.responses.read(chunk);
    if (response) this.settle?.resolve(response);
  }
}
