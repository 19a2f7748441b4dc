const firstSize = 16_384;
/** A buffer that one burst made larger than this is not kept for the next batch. */
const largestKept = 1_048_576;
/** Up to this length a loop over the characters is used: four spans of a request take 2.0 us, against 3.1 us when it is 12. */
const longestByHand = 40;
const twoTo32 = 4_294_967_296;

/** Writes the wire format of Protocol Buffers into one buffer that grows and is used again for the next batch. */
export class ProtobufWriter {
  private bytes = Buffer.allocUnsafeSlow(firstSize);
  private readonly double = new Float64Array(1);
  private readonly doubleBytes = new Uint8Array(this.double.buffer);
  private end = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.end;
  }

  /** Forgets what was written after `length`. */
  truncate(length: number): void {
    this.end = length;
  }

  /** What was written, as a copy; the writer starts anew. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.end);
    this.bytes.copy(taken, 0, 0, this.end);
    if (this.bytes.length > largestKept) this.bytes = Buffer.allocUnsafeSlow(firstSize);
    this.end = 0;
    return taken;
  }

  /** A value below 128: a tag of one byte, a flag, a zero. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** An integer of at most 64 bits; negative ones as two's complement. */
  varint(value: number): void {
    this.reserve(10);
    let low = value >>> 0;
    let high = low === value ? 0 : Math.floor(value / twoTo32) >>> 0;
    while (high !== 0) {
      this.bytes[this.end++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    while (low > 127) {
      this.bytes[this.end++] = (low & 127) | 128;
      low >>>= 7;
    }
    this.bytes[this.end++] = low;
  }

  fixed32(value: number): void {
    this.reserve(4);
    const { bytes } = this;
    bytes[this.end++] = value;
    bytes[this.end++] = value >>> 8;
    bytes[this.end++] = value >>> 16;
    bytes[this.end++] = value >>> 24;
  }

  /** Seconds and nanoseconds as nanoseconds, which no number of JavaScript can hold; split into 16 bits and the rest. */
  nanoseconds(seconds: number, nanos: number): void {
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const lower = (seconds & 65_535) * 1e9 + Math.floor(nanos) + (upper % 65_536) * 65_536;
    this.fixed32(lower % twoTo32);
    this.fixed32(Math.floor(upper / 65_536) + Math.floor(lower / twoTo32));
  }

  float64(value: number): void {
    this.double[0] = value;
    this.raw(this.doubleBytes);
  }

  /** Bytes without their length. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.end);
    this.end += value.length;
  }

  /** An id in hexadecimal digits, as the bytes it stands for, with their length. */
  hex(id: string): void {
    const size = id.length >> 1;
    this.varint(size);
    this.reserve(size);
    const { bytes } = this;
    let end = this.end;
    for (let at = 0; at < size * 2; at += 2) {
      bytes[end++] = (nibble(id.charCodeAt(at)) << 4) | nibble(id.charCodeAt(at + 1));
    }
    this.end = end;
  }

  /** Text in UTF-8, with its length in bytes. */
  text(value: string): void {
    const { length } = value;
    this.reserve(length * 3 + 10);
    if (length > longestByHand || !this.shortAscii(value, length)) this.anyText(value, length);
  }

  /** Opens a message whose length follows; `width` is the expected size of that length in bytes. */
  open(width: 1 | 2): number {
    this.reserve(width);
    this.end += width;
    return this.end;
  }

  /** Closes the message that `open` gave the start of. */
  close(start: number, width: 1 | 2): void {
    const size = this.end - start;
    const needed = size < 128 ? 1 : size < 16_384 ? 2 : varintSize(size);
    // What `varint` may ask for, here already: once `end` is back at the start, growing would lose the message.
    this.reserve(10);
    if (needed !== width) {
      this.bytes.copyWithin(start - width + needed, start, this.end);
    }
    this.end = start - width;
    this.varint(size);
    this.end += size;
  }

  private shortAscii(value: string, length: number): boolean {
    const { bytes } = this;
    let end = this.end;
    bytes[end++] = length;
    for (let at = 0; at < length; at += 1) {
      const code = value.charCodeAt(at);
      if (code > 127) return false;
      bytes[end++] = code;
    }
    this.end = end;
    return true;
  }

  private anyText(value: string, length: number): void {
    const guess = varintSize(length);
    const start = this.end + guess;
    const written = this.bytes.write(value, start);
    const needed = varintSize(written);
    if (needed !== guess) this.bytes.copyWithin(this.end + needed, start, start + written);
    this.varint(written);
    this.end += written;
  }

  private reserve(size: number): void {
    if (this.end + size > this.bytes.length) this.grow(this.end + size);
  }

  private grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(size, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}

function nibble(code: number): number {
  return (code & 15) + (code >> 6) * 9;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
