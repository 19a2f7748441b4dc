import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseKind, FreshDatabase } from '../../support/audit/fresh-database.js';
import { ChildApp } from '../../support/child-app.js';
import type { SeededRandom } from '../../support/seeded-random.js';
import { AuditBook, bookOrigin, newBookKeys } from './audit-book.js';

/** What a process of the shop does. */
export type ShopRole = 'write' | 'seal' | 'both';

/** Calls of one writing process that are under way at once. */
export const concurrency = 4;

const program = join(__dirname, '..', 'fixtures', 'shop-process.mjs');

/** A place in which one process runs after the other. */
interface Post {
  readonly role: ShopRole;
  child: ChildApp;
}

/** Several processes that work on one audited database, are killed at random moments, and are replaced. */
export class ShopUnderFire {
  readonly keys = newBookKeys();
  /** How many were killed, by role. */
  readonly kills: Record<ShopRole, number> = { write: 0, seal: 0, both: 0 };
  readonly #posts: Post[] = [];
  readonly #all: { readonly post: number; readonly child: ChildApp }[] = [];
  #folder = '';

  constructor(private readonly database: FreshDatabase) {}

  /** Creates the tables and starts one process a role. */
  async open(roles: readonly ShopRole[]): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'audit-shop-'));
    await AuditBook.create(this.database.dataSource, this.keys);
    await this.database.dataSource.query('CREATE TABLE orders (id char(36) PRIMARY KEY)');
    for (const [post, role] of roles.entries()) this.#posts.push({ role, child: this.#start(role, post) });
  }

  /** Waits until everybody works, and kills some, at random moments; others come to their posts. Tells how many. */
  async strike(random: SeededRandom, most: number): Promise<number> {
    for (const { child } of this.#posts) await child.waitForLine(work, 60_000);
    const count = Math.min(most, 1 + Math.floor(random.next() * this.#posts.length));
    const victims = shuffled(this.#posts, random).slice(0, count);
    await sleep(random.next() * 500);
    for (const victim of victims) {
      await sleep(random.next() * 50);
      victim.child.signal('SIGKILL');
      this.kills[victim.role] += 1;
    }
    for (const victim of victims) {
      await victim.child.exited;
      victim.child = this.#start(victim.role, this.#posts.indexOf(victim));
    }
    return count;
  }

  /** Lets everybody end in peace: those who write first, so that the others can seal the rest. */
  async end(): Promise<void> {
    for (const roles of [['write', 'both'], ['seal']] as readonly (readonly ShopRole[])[]) {
      const children = this.#posts.filter(({ role }) => roles.includes(role)).map(({ child }) => child);
      for (const child of children) {
        await child.waitForLine(/"ready"/, 30_000);
        child.signal('SIGTERM');
      }
      for (const child of children) {
        const exit = await child.waitForExit(20_000);
        if (exit.code !== 0) throw new Error(`ended with ${exit.code}\n${this.#complaints()}`);
      }
    }
  }

  /** Everything that was said to be so before its speaker was killed. */
  said(fact: 'placed' | 'failed' | 'denied'): string[] {
    return this.lines().flatMap(line => (line[fact] as string[] | undefined) ?? []);
  }

  /** At how many posts something was sealed. */
  get sealingPosts(): number {
    const sealing = this.#all.filter(({ child }) => child.stdout.some(line => line.includes('"sealed"')));
    return new Set(sealing.map(({ post }) => post)).size;
  }

  /** All lines of all processes, as a log store would have them. */
  lines(): Record<string, unknown>[] {
    return this.#all.flatMap(({ child }) => child.jsonLines);
  }

  /** Files in which events still wait. */
  async spilled(): Promise<string[]> {
    return readdir(this.#folder);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ child }) => child.stop()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #start(role: ShopRole, post: number): ChildApp {
    const { kind, url } = this.database;
    const [id, secret] = this.keys.mac.split(':');
    const shop = {
      role,
      database: databaseOptions(kind, url),
      origin: bookOrigin,
      mac: { id, secret },
      signing: this.keys.signing,
      // Shared, as on one machine: whoever starts stores what a killed process left.
      spillPath: join(this.#folder, 'spill.ndjson'),
      concurrency: kind === 'sqlite' ? 1 : concurrency,
    };
    const child = new ChildApp(program, { env: { SHOP: JSON.stringify(shop) } });
    this.#all.push({ post, child });
    return child;
  }

  #complaints(): string {
    return this.#all.flatMap(({ child }) => child.stderr).join('\n');
  }
}

/** Said by a process that is in the middle of its work. */
const work = /"(placed|failed|denied|sealed|msg)"/;

function shuffled<T>(all: readonly T[], random: SeededRandom): T[] {
  const left = [...all];
  return all.map(() => left.splice(Math.floor(random.next() * left.length), 1)[0]!);
}

function databaseOptions(kind: DatabaseKind, url: string): DataSourceOptions {
  switch (kind) {
    case 'postgres':
      return { type: 'postgres', url, extra: { max: 4 } };
    case 'mariadb':
      return { type: 'mariadb', url, extra: { connectionLimit: 4 } };
    case 'sqlite':
      return { type: 'better-sqlite3', database: url, enableWAL: true };
  }
}
