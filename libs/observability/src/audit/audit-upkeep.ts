import type { AuditEntry } from './audit-entry.js';
import type { AuditDataSource } from './typeorm/audit-data-source.js';
import type { SubjectKeys } from './typeorm/erasure/subject-keys.js';
import type { RunSteps } from './typeorm/personal-data.js';
import { eraseSubject, type EraseSubjectOptions } from './typeorm/upkeep/erase-subject.js';
import {
  pruneLog,
  type PruneLogOptions,
  type PruneResult,
  type UpkeepMeans,
} from './typeorm/upkeep/prune-log.js';
import { rebaseLog, type RebaseLogOptions, type RebaseResult } from './typeorm/upkeep/rebase-log.js';
import { AuditUnavailableError } from './audit-unavailable.error.js';
import type { AuditVerdict, AuditVerification } from './verify/audit-verification.js';
import { verifyAudit, type VerifyAuditOptions } from './verify/verify-audit.js';

/** What upkeep works with in a running application. */
export interface AuditUpkeepParts extends Omit<UpkeepMeans, 'connection'> {
  readonly verifiers: VerifyAuditOptions['verifiers'];
  /** Transactions of this data source, by default those of the audit trail's own. */
  connectionOf(dataSource?: AuditDataSource): UpkeepMeans['connection'];
  /** Absent without `audit.keys.master`. */
  readonly subjects: SubjectKeys | undefined;
  /** One transaction for subject keys. */
  readonly run: RunSteps;
  /** Is told what each verification came to. Never throws. */
  onVerified(verdict: AuditVerdict): void;
}

/** How the audit trail is verified. */
export type AuditVerifyOptions = Pick<VerifyAuditOptions, 'from' | 'witness' | 'progress'>;

/** What is pruned, and with whose rights. */
export interface AuditPruneOptions extends PruneLogOptions {
  /**
   * Logs in as an account that may delete from the audit tables; the application itself should not be able to. @defaultValue
   * the data source of the audit trail
   */
  readonly dataSource?: AuditDataSource;
}

/** Verifies the audit trail, and does to it what the law may ask for, so that it still verifies afterwards. */
export class AuditUpkeep {
  constructor(private readonly parts: () => AuditUpkeepParts) {}

  /**
   * Checks every record of the log. A bad log is a result and no error.
   *
   * @throws what the database throws.
   */
  async verify(options: AuditVerifyOptions = {}): Promise<AuditVerification> {
    const { sql, dialect, identity, keys, verifiers, onVerified } = this.parts();
    const { stream, origin } = identity;
    const result = await verifyAudit({ sql, dialect, stream, origin, keys, verifiers, ...options });
    onVerified(result.verdict);
    return result;
  }

  /**
   * Drops events that were sealed before a moment, up to a checkpoint, and leaves a record of it.
   *
   * @throws AuditUpkeepError when what would be dropped is not in order; what the database throws, e.g. without the right to delete.
   */
  prune({ dataSource, ...options }: AuditPruneOptions): Promise<PruneResult> {
    const parts = this.parts();
    return pruneLog({ ...parts, connection: parts.connectionOf(dataSource) }, options);
  }

  /**
   * Declares that a backup was restored, so that what it lost is no truncation any more.
   *
   * @throws AuditUpkeepError when nothing was lost, or something else is wrong.
   */
  rebase(options: RebaseLogOptions): Promise<RebaseResult> {
    const parts = this.parts();
    return rebaseLog({ ...parts, connection: parts.connectionOf() }, options);
  }

  /**
   * Makes the personal data of a subject unreadable, and leaves a record of it. Gives whether there was any.
   *
   * @throws AuditUnavailableError without `audit.keys.master`.
   */
  erase(options: EraseSubjectOptions): Promise<boolean> {
    const { run, sink } = this.parts();
    return eraseSubject({ keys: this.subjects(), run, sink }, options);
  }

  /**
   * Entries with their personal values readable, but for those of erased subjects. Reading them is yours to record.
   *
   * @throws AuditUnavailableError without `audit.keys.master`; UnreadableSubjectKeyError without the master key of a subject.
   */
  async reveal<T extends AuditEntry>(entries: readonly T[]): Promise<readonly T[]> {
    return (await this.subjects().reveal(entries, this.parts().run)) as readonly T[];
  }

  private subjects(): SubjectKeys {
    const { subjects } = this.parts();
    if (subjects) return subjects;
    throw new AuditUnavailableError(
      'personal data is encrypted only with a master key: set `audit.keys.master` or OBSERVABILITY_AUDIT_MASTER_KEY',
    );
  }
}
