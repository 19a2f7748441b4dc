import { Agent, request } from 'node:http';

/** Sends orders, one after the other on each of several kept connections, and remembers which were answered. */
export class OrderLoad {
  /** Ids of the orders whose answer arrived whole. */
  readonly answered: string[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #loops: Promise<void>[] = [];
  #running = true;
  #sent = 0;

  constructor(
    private readonly url: string,
    private readonly prefix: string,
  ) {
    for (let lane = 0; lane < 8; lane += 1) this.#loops.push(this.#run());
  }

  /** Stops sending, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const id = `${this.prefix}-${(this.#sent += 1)}`;
      if (await this.#order(id)) this.answered.push(id);
      // A server that is gone refuses at once.
      else await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  #order(id: string): Promise<boolean> {
    return new Promise(resolve => {
      const sent = request(`${this.url}/orders/${id}`, { agent: this.#agent }, response => {
        response.resume();
        response.on('end', () => resolve(response.complete && response.statusCode === 200));
        response.on('error', () => resolve(false));
        response.on('close', () => resolve(false));
      });
      sent.on('error', () => resolve(false));
      sent.end();
    });
  }
}
