import { openCheckpoint, signCheckpoint, type Checkpoint } from '../../evidence/checkpoint.js';
import { Frontier } from '../../evidence/frontier.js';
import { step, together, type SqlStep, type SqlSteps } from '../sql-steps.js';
import { AuditLogDamagedError } from './audit-log-damaged.error.js';
import type { NewLeaf, SealingStatements } from './sealing-statements.js';
import { verifiersOf, type StreamIdentity } from './stream-identity.js';

/** A checkpoint with its signed text. */
export interface SignedCheckpoint extends Checkpoint {
  readonly stream: string;
  /** C2SP signed note. */
  readonly note: string;
}

interface CheckpointRow {
  readonly size: string | number;
  readonly root: Uint8Array;
  readonly frontier: Uint8Array;
  readonly note: string;
  /** Highest position of a leaf. */
  readonly last: string | number | null;
}

/** The Merkle tree of one log as its sealers extend it. The steps run inside a transaction that has locked the log. */
export class StreamTree {
  constructor(
    private readonly identity: StreamIdentity,
    private readonly statements: SealingStatements,
  ) {}

  get stream(): string {
    return this.identity.stream;
  }

  /** Reads the newest checkpoint, for {@link frontierFrom}. */
  get readHead(): SqlStep {
    const statement = `SELECT size, root, frontier, note, (SELECT MAX(pos) FROM audit_leaf WHERE stream = ?) AS last
FROM audit_checkpoint WHERE stream = ? ORDER BY size DESC LIMIT 1`;
    return { statement, parameters: [this.stream, this.stream] };
  }

  /** Reads the right edge of the tree; see {@link frontierFrom}. */
  *frontier(): SqlSteps<Frontier> {
    return yield* this.frontierFrom((yield this.readHead) as readonly CheckpointRow[]);
  }

  /**
   * Makes sure that the right edge of the tree is one of ours: a sealer that extends whatever it finds would sign what somebody
   * without the key has put there.
   *
   * @throws AuditLogDamagedError when the newest checkpoint is not signed by one of the keys, or is not that of the leaves.
   */
  *frontierFrom([row]: readonly object[]): SqlSteps<Frontier> {
    if (row) return this.verifiedFrontier(row as CheckpointRow);
    const [leaf] = yield* step('SELECT pos FROM audit_leaf WHERE stream = ? LIMIT 1', [this.stream]);
    if (leaf) throw this.damaged('there are leaves and no checkpoint.');
    return Frontier.empty();
  }

  /** Appends leaves in this order, with one checkpoint over them; `last` is what ends the transaction besides COMMIT. */
  *append(
    frontier: Frontier,
    leaves: readonly NewLeaf[],
    last?: readonly SqlStep[],
  ): SqlSteps<SignedCheckpoint> {
    const inserts = this.statements.insertLeaves(this.stream, frontier.size, leaves);
    for (const { hash } of leaves) frontier.append(hash);
    const { origin, signers } = this.identity;
    const checkpoint = { origin, size: frontier.size, root: frontier.root() };
    const note = signCheckpoint(checkpoint, signers);
    const insertCheckpoint: SqlStep = {
      statement: 'INSERT INTO audit_checkpoint (stream, size, root, frontier, note) VALUES (?, ?, ?, ?, ?)',
      parameters: [this.stream, checkpoint.size, checkpoint.root, frontier.toBytes(), note],
    };
    yield* together([...inserts, insertCheckpoint, ...(last ?? [])], last !== undefined);
    return { ...checkpoint, stream: this.stream, note };
  }

  private verifiedFrontier({ size: stored, root, frontier: bytes, note, last }: CheckpointRow): Frontier {
    const size = Number(stored);
    const frontier = this.opened(() => Frontier.from(size, bytes));
    const signed = this.opened(() => openCheckpoint(note, verifiersOf(this.identity)));
    if (signed.origin !== this.identity.origin) {
      throw this.damaged(
        `its checkpoints are those of ${JSON.stringify(signed.origin)} and not of ${JSON.stringify(this.identity.origin)}: ` +
          'set `audit.origin` as it was, or another `audit.stream`.',
      );
    }
    const isWhole =
      signed.size === size && equal(signed.root, root) && equal(frontier.root(), root) && last !== null;
    if (!isWhole) throw this.damaged(`the checkpoint of size ${size} was changed.`);
    if (Number(last) !== size - 1) {
      throw this.damaged(`the newest checkpoint has ${size} leaves, but the last leaf is number ${last}.`);
    }
    return frontier;
  }

  private opened<T>(open: () => T): T {
    try {
      return open();
    } catch (error) {
      throw this.damaged(`the newest checkpoint cannot be trusted: ${(error as Error).message}`);
    }
  }

  private damaged(problem: string): AuditLogDamagedError {
    return new AuditLogDamagedError(this.stream, problem);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
