import type { Checkpoint } from '../../evidence/checkpoint.js';
import type { Frontier } from '../../evidence/frontier.js';
import { AuditLogDamagedError } from './audit-log-damaged.error.js';

/** Remembers the largest tree that this process has seen, because a log never shrinks: if it does, rows were removed. */
export class HeadMemory {
  private size = 0;
  private root: Uint8Array | undefined;

  constructor(private readonly stream: string) {}

  /**
   * Compares a committed tree with the largest one so far.
   *
   * @throws AuditLogDamagedError when it is smaller, or another one of the same size.
   */
  observe(frontier: Frontier): void {
    const root = frontier.root();
    if (frontier.size < this.size) {
      throw new AuditLogDamagedError(
        this.stream,
        `it had ${this.size} leaves and now has ${frontier.size}: the newest were removed, or a backup was restored.`,
      );
    }
    if (frontier.size === this.size && this.root && Buffer.compare(root, this.root) !== 0) {
      throw new AuditLogDamagedError(
        this.stream,
        `its first ${this.size} leaves are no longer those that were sealed.`,
      );
    }
    this.remember({ size: frontier.size, root });
  }

  /** Takes note of a tree that this process has committed. */
  remember({ size, root }: Pick<Checkpoint, 'size' | 'root'>): void {
    this.size = size;
    this.root = root;
  }
}
