import { Global, Module } from '@nestjs/common';
import { AUDIT_LIFECYCLE } from './audit-lifecycle.js';
import { AuditStarter } from './audit-starter.js';
import {
  AUDIT_MODULE_OPTIONS,
  ConfigurableModuleClass,
  type AuditModuleOptions,
} from './audit.module-definition.js';
import { AuditService } from './audit.service.js';
import { AuditUpkeep } from './audit-upkeep.js';
import { RecordedReads } from './recorded-reads.js';
import { AuditTrail } from './typeorm/query/audit-trail.js';

/** Makes `AuditService`, which writes and asks, `AuditTrail`, which also exports and proves, and `AuditUpkeep`, which verifies and prunes, injectable everywhere. */
@Global()
@Module({
  providers: [
    AuditStarter,
    { provide: AUDIT_LIFECYCLE, useExisting: AuditStarter },
    {
      provide: AuditService,
      inject: [AUDIT_MODULE_OPTIONS, AuditTrail],
      useFactory: ({ runtime }: AuditModuleOptions, trail: AuditTrail) => new AuditService(runtime, trail),
    },
    {
      provide: AuditTrail,
      inject: [AuditStarter, AUDIT_MODULE_OPTIONS],
      useFactory: (starter: AuditStarter, { runtime }: AuditModuleOptions) =>
        new AuditTrail({
          get store() {
            return starter.running.store;
          },
          get stream() {
            return starter.running.stream;
          },
          get origin() {
            return starter.running.origin;
          },
          reads: new RecordedReads(runtime),
        }),
    },
    {
      provide: AuditUpkeep,
      inject: [AuditStarter],
      useFactory: (starter: AuditStarter) => new AuditUpkeep(() => starter.running.upkeep),
    },
  ],
  exports: [AUDIT_LIFECYCLE, AuditService, AuditTrail, AuditUpkeep],
})
export class AuditModule extends ConfigurableModuleClass {}
