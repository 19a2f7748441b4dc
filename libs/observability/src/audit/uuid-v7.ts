import { randomFillSync } from 'node:crypto';

const randomBytes = 10;
const poolBytes = randomBytes * 256;
/** Highest value of the 12 bits behind the time. */
const maxCounter = 0xfff;

/**
 * Makes UUIDs of version 7 (RFC 9562): sorted by time, those of one millisecond by a counter behind it (method 1), so that the
 * records of one process sort in the order in which they were made. Random bytes are drawn in pools.
 */
export class UuidV7 {
  private readonly pool = Buffer.allocUnsafe(poolBytes);
  private position = poolBytes;
  private time = 0;
  private counter = 0;

  next(): string {
    this.tick();
    const time = this.time.toString(16).padStart(12, '0');
    const counter = this.counter.toString(16).padStart(3, '0');
    const random = this.random();
    const variant = (0x8 | (Number.parseInt(random.charAt(0), 16) & 0x3)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(1, 4)}-${random.slice(4, 16)}`;
  }

  /** A clock that stands still or goes back must not bring an earlier id: then the counter goes on, and at its end the time. */
  private tick(): void {
    const now = Date.now();
    if (now > this.time) {
      this.time = now;
      // Half of the range is left for ids of the same millisecond.
      this.counter = Number.parseInt(this.random().slice(0, 3), 16) >> 1;
    } else if (this.counter < maxCounter) {
      this.counter += 1;
    } else {
      this.time += 1;
      this.counter = 0;
    }
  }

  private random(): string {
    if (this.position === poolBytes) {
      randomFillSync(this.pool);
      this.position = 0;
    }
    const hexadecimal = this.pool.toString('hex', this.position, this.position + randomBytes);
    this.position += randomBytes;
    return hexadecimal;
  }
}
