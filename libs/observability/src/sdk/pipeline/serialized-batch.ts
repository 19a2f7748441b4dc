import type { Resource } from '@opentelemetry/resources';
import type { OfferedBatch, PlainRequest } from './export-batch.js';
import type { OpenBatch } from './open-batch.js';
import { pendingIn } from './pending-resource.js';

/** Writes items as one request. */
export type Serializer<T> = (items: T[]) => Uint8Array | undefined;

/** What a log record or a span takes before it is encoded, roughly. */
const bytesAnItem = 1_024;

/** Keeps items until their batch is complete, and has a serializer of OpenTelemetry write them together. */
export class SerializedBatch<T extends { readonly resource: Resource }> implements OpenBatch<T> {
  private items: T[] = [];

  constructor(private readonly serialize: Serializer<T>) {}

  get length(): number {
    return this.items.length;
  }

  get bytes(): number {
    return this.items.length * bytesAnItem;
  }

  fits({ resource }: T): boolean {
    return this.items[0] === undefined || this.items[0].resource === resource;
  }

  add(item: T): void {
    this.items.push(item);
  }

  take(): Omit<OfferedBatch, 'lane'> | undefined {
    const { items, bytes } = this;
    if (items.length === 0) return undefined;
    this.items = [];
    return { items: items.length, size: bytes, encode: atOnce => this.encode(items, atOnce) };
  }

  private encode(items: T[], atOnce?: boolean): PlainRequest | Promise<PlainRequest> {
    const pending = atOnce === true ? undefined : pendingIn(items[0]?.resource);
    return pending ? pending.then(() => this.request(items)) : this.request(items);
  }

  private request(items: T[]): PlainRequest {
    try {
      return { bytes: this.written(items), items: items.length };
    } catch {
      const readable = items.filter(item => this.isReadable(item));
      return { bytes: this.written(readable), items: readable.length };
    }
  }

  private isReadable(item: T): boolean {
    try {
      return this.written([item]).length > 0;
    } catch {
      return false;
    }
  }

  private written(items: T[]): Uint8Array {
    const bytes = this.serialize(items);
    if (!bytes) throw new Error('The serializer gave nothing');
    return bytes;
  }
}
