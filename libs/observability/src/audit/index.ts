export type {
  AuditActor,
  AuditAtomicity,
  AuditCapture,
  AuditChange,
  AuditCrud,
  AuditEntry,
  AuditFailure,
  AuditOutcome,
  AuditPhase,
  AuditSource,
  AuditTarget,
  AuditValue,
} from './audit-entry.js';
export type { AuditEvent, AuditReceipt, NumberRange } from './audit-event.js';
export type { AuditSink } from './audit-sink.js';
export { AmbiguousTransactionError } from './ambiguous-transaction.error.js';
export { AuditAtomicityError } from './audit-atomicity.error.js';
export type { AuditListener } from './audit-listener.js';
export { AuditWriteError } from './audit-write.error.js';
export { AuditService, type AuditRunOptions } from './audit.service.js';
export { InvalidAuditEntryError } from './invalid-audit-entry.error.js';
export type { ManualAuditEntry } from './manual-audit-entry.js';
export type { AuditReason } from './reason-of.js';
export { lockedLoader } from './typeorm/locked-loader.js';
export { reload, type EntityLoading } from './typeorm/reload.js';
export type {
  SentEntries,
  TransactionalAuditSink,
  TransactionEnd,
} from './typeorm/transactional-audit-sink.js';
export { AuditExport, type AuditExportOptions } from './typeorm/query/audit-export.js';
export type { AuditExportFormat } from './typeorm/query/export-format.js';
export type { AuditFilter, AuditQuery, AuditReadOptions, AuditTime } from './typeorm/query/audit-filter.js';
export { AuditDamagedError } from './typeorm/query/audit-damaged.error.js';
export { AuditGapError } from './typeorm/query/audit-gap.error.js';
export { AuditNotFoundError } from './typeorm/query/audit-not-found.error.js';
export { AuditNotSealedError } from './typeorm/query/audit-not-sealed.error.js';
export type { AuditPage, AuditRecord } from './typeorm/query/audit-record.js';
export type { AuditState } from './typeorm/query/audit-state.js';
export { AuditTenantScopeError } from './typeorm/query/audit-tenant-scope.error.js';
export { AuditTrailBusyError } from './typeorm/query/audit-trail-busy.error.js';
export {
  AuditTrail,
  type AuditHistoryOptions,
  type AuditProofOptions,
  type AuditTraceOptions,
} from './typeorm/query/audit-trail.js';
export type { AuditBreak, AuditContinuity } from './typeorm/query/continuity.js';
export type { AuditProof } from './typeorm/query/event-proof.js';
export { InvalidAuditQueryError } from './typeorm/query/invalid-audit-query.error.js';
export { allTenants, type TenantScope } from './typeorm/query/tenant-scope.js';
export { checkProof, type ProofKeys, type ProvenEvent } from './evidence/check-proof.js';
export { InvalidCheckpointError, openCheckpoint, type Checkpoint } from './evidence/checkpoint.js';
export type { EventContent } from './evidence/event-body.js';
export { Frontier, InvalidFrontierError } from './evidence/frontier.js';
export { InvalidMacKeyError, UnknownMacKeyError } from './evidence/mac-key.error.js';
export { MacKeyRing, parseMacKeys, type AuditKeyOption, type MacKey } from './evidence/mac-key-ring.js';
export { InvalidVerifierKeyError, NoteVerifier } from './evidence/note-verifier.js';
export { InvalidNoteError, UnverifiedNoteError } from './evidence/note.error.js';
export { InvalidEventBodyError } from './evidence/parse-event-body.js';
export { InvalidProofError, RejectedProofError } from './evidence/proof.error.js';
export { toCloudEvent, type CloudEvent } from './formats/cloudevents.js';
export { toEcs } from './formats/ecs.js';
export type { ExportedEvent } from './formats/exported-event.js';
export { jsonPatch, type JsonPatchOperation, type JsonPatchOptions } from './formats/json-patch.js';
export { toOcsf, type OcsfOptions } from './formats/ocsf.js';
export { DamagedExportError, readNdjsonLine, type ReadEvent } from './formats/read-ndjson-line.js';
export type { AnchoredCheckpoint, AuditAnchor } from './anchors/audit-anchor.js';
export { FileAnchor } from './anchors/file-anchor.js';
export { LogAnchor } from './anchors/log-anchor.js';
export {
  AuditUpkeep,
  type AuditPruneOptions,
  type AuditUpkeepParts,
  type AuditVerifyOptions,
} from './audit-upkeep.js';
export type { AuditFinding, AuditFindingKind } from './verify/audit-finding.js';
export type { AuditVerdict, AuditVerification, VerifiedCounts } from './verify/audit-verification.js';
export type { LogBreak } from './verify/log-records.js';
export { witnessLines, type WitnessLine } from './verify/witness-lines.js';
export { AuditUpkeepError } from './typeorm/upkeep/audit-upkeep.error.js';
export type { EraseSubjectOptions } from './typeorm/upkeep/erase-subject.js';
export type { PruneLogOptions, PruneResult } from './typeorm/upkeep/prune-log.js';
export type { RebaseLogOptions, RebaseResult } from './typeorm/upkeep/rebase-log.js';
