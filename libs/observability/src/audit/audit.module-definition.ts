import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ResolvedAudit } from '../config/resolved-audit.js';
import type { AuditLines } from './audit-lines.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { EntryRedaction } from './typeorm/entry-policy.js';

/** What the audit trail gets from the application around it. */
export interface AuditModuleOptions {
  readonly runtime: AuditRuntime;
  readonly options: ResolvedAudit;
  /** `service.name`. */
  readonly service: string;
  readonly redaction: EntryRedaction;
  /** Where receipts are told; absent where logging is off. */
  readonly lines: AuditLines | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: AUDIT_MODULE_OPTIONS } =
  new ConfigurableModuleBuilder<AuditModuleOptions>({ moduleName: 'Audit' }).build();
