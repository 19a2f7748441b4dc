import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { AuditTrail, type AuditEntry } from 'nestjs-observability/audit';
import type { DataSource, QueryRunner } from 'typeorm';
import type { AuditEvent } from '../../../libs/observability/dist/audit/audit-event.js';
import { eventBody } from '../../../libs/observability/dist/audit/evidence/event-body.js';
import { eventMac } from '../../../libs/observability/dist/audit/evidence/event-mac.js';
import { MacKeyRing } from '../../../libs/observability/dist/audit/evidence/mac-key-ring.js';
import { NoteSigner } from '../../../libs/observability/dist/audit/evidence/note-signer.js';
import { parseSigningKey } from '../../../libs/observability/dist/audit/evidence/signing-key.js';
import { dialectOf } from '../../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { installTables } from '../../../libs/observability/dist/audit/typeorm/install-tables.js';
import type { AuditRead } from '../../../libs/observability/dist/audit/typeorm/query/audit-read-log.js';
import { AuditStore } from '../../../libs/observability/dist/audit/typeorm/query/audit-store.js';
import {
  CommittedSqliteSql,
  PooledSql,
} from '../../../libs/observability/dist/audit/typeorm/query/reading-sql.js';
import { RunnerSql } from '../../../libs/observability/dist/audit/typeorm/runner-sql.js';
import { HeadMemory } from '../../../libs/observability/dist/audit/typeorm/sealer/head-memory.js';
import { registerStream } from '../../../libs/observability/dist/audit/typeorm/sealer/register-stream.js';
import { sealPending } from '../../../libs/observability/dist/audit/typeorm/sealer/seal-pending.js';
import { sealingStatements } from '../../../libs/observability/dist/audit/typeorm/sealer/sealing-statements.js';
import { StreamTree } from '../../../libs/observability/dist/audit/typeorm/sealer/stream-tree.js';
import { runSteps } from '../../../libs/observability/dist/audit/typeorm/sql-steps.js';
import { dropGuards } from './drop-guards.js';

/** Name under which the book is signed. */
export const bookOrigin = 'orders/audit/main';

/** Secrets of a book, as an environment holds them. */
export interface BookKeys {
  readonly mac: string;
  readonly signing: string;
}

/** New secrets. */
export function newBookKeys(): BookKeys {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    mac: `k1:${randomBytes(32).toString('base64')}`,
    signing: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

/** An audit trail that a test writes entry by entry and seals when it wants. */
export class AuditBook {
  /** What was asked, as the trail recorded it. */
  readonly reads: AuditRead[] = [];
  readonly trail: AuditTrail;
  readonly signer: NoteSigner;
  readonly #keys: MacKeyRing;
  readonly #sql: PooledSql;
  readonly #writer = randomUUID();
  #sequence = 0;

  private constructor(
    readonly dataSource: DataSource,
    keys: BookKeys,
  ) {
    const [id = '', secret = ''] = keys.mac.split(':');
    this.#keys = new MacKeyRing({ id, secret });
    this.signer = AuditBook.signerOf(keys);
    this.#sql = new PooledSql(dataSource);
    const { name } = this.#dialect;
    this.trail = new AuditTrail({
      store: new AuditStore({
        sql: this.#sql,
        ...(name === 'sqlite' && { committed: new CommittedSqliteSql(dataSource, 500) }),
        dialect: name,
        keys: this.#keys,
      }),
      stream: 'main',
      reads: { record: async read => `read ${this.reads.push(read)}` },
    });
  }

  /** Whoever signs a book with these keys. */
  static signerOf({ signing }: BookKeys): NoteSigner {
    return new NoteSigner(bookOrigin, parseSigningKey(signing));
  }

  /** Creates the tables of an empty database. */
  static async create(dataSource: DataSource, keys = newBookKeys()): Promise<AuditBook> {
    const book = new AuditBook(dataSource, keys);
    await installTables(dataSource, book.#dialect);
    await runSteps(book.#sql, registerStream(book.#identity, book.#statements));
    return book;
  }

  /** Stores entries, in a transaction of the caller or in one of their own; what is not given is an order by `u-1`. */
  async write(entries: readonly Partial<AuditEntry>[], runner?: QueryRunner): Promise<AuditEntry[]> {
    const events = entries.map(entry => this.#event(entry));
    await runSteps(runner ? new RunnerSql(runner) : this.#sql, this.#dialect.insert(events));
    return events.map(({ entry }) => entry);
  }

  /** Moves everything that is committed into the tree. */
  async seal(): Promise<void> {
    const statements = this.#statements;
    const tree = new StreamTree(this.#identity, statements);
    await runSteps(this.#sql, sealPending({ tree, heads: new HeadMemory('main'), statements, limit: 2_000 }));
  }

  /** Works as the owner of the tables, who can take the append-only triggers away and put them back. */
  async withoutGuards<T>(work: () => Promise<T>): Promise<T> {
    await dropGuards(this.dataSource);
    try {
      return await work();
    } finally {
      await installTables(this.dataSource, this.#dialect);
    }
  }

  /** Runs a statement of somebody who is not the application. */
  async tamper(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.#sql.run(statement, parameters);
  }

  get #dialect() {
    return dialectOf(this.dataSource)!;
  }

  get #statements() {
    return sealingStatements(this.#dialect.name);
  }

  get #identity() {
    return { stream: 'main', origin: bookOrigin, signers: [this.signer] };
  }

  #event(given: Partial<AuditEntry>): AuditEvent {
    this.#sequence += 1;
    const now = Date.now();
    const id = given.id ?? entryId(now, this.#sequence);
    const entry: AuditEntry = {
      id,
      operationId: id,
      part: 1,
      phase: 'result',
      occurredAt: now * 1000,
      action: 'order.place',
      outcome: 'success',
      atomicity: 'tx',
      capture: 'locked',
      actor: { type: 'user', id: 'u-1' },
      targets: [{ type: 'Order', id: '1' }],
      ...given,
    };
    const content = { entry, stream: 'main', writerId: this.#writer, writerSeq: this.#sequence };
    const body = eventBody(content);
    return { ...content, body, mac: eventMac(body, this.#keys.current.key), keyId: this.#keys.current.id };
  }
}

/** A UUIDv7 of a millisecond; numbers of one millisecond are in order. */
export function entryId(milliseconds: number, number: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  const order = (number % 4096).toString(16).padStart(3, '0');
  const rest = `8${randomBytes(8).toString('hex').slice(1)}`;
  return `${time}7${order}${rest}`.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
