import { Logger, type LoggerService } from '@nestjs/common';
import { AuditLogDamagedError } from './audit-log-damaged.error.js';
import { SealingLog } from './sealing-log.js';

describe('The log of a sealer', () => {
  const lines: string[] = [];

  beforeEach(() => {
    lines.length = 0;
    const take = (message: unknown): void => void lines.push(String(message));
    Logger.overrideLogger({ log: take, error: take, warn: take } as LoggerService);
  });

  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

  it('says once that the database is away, and once that it is back', () => {
    const log = new SealingLog('main');
    log.recovered();
    log.failed(new Error('connect ECONNREFUSED\n127.0.0.1:5432'));
    log.failed(new Error('terminating connection'));
    log.failed('timeout');
    log.recovered();
    log.recovered();

    expect(lines).toEqual([
      'Audit log "main": events are stored but cannot be sealed; trying again. Error: connect ECONNREFUSED 127.0.0.1:5432',
      'Audit log "main": sealing again after 0 s',
    ]);
  });

  it('says as well that a log is damaged which was only unreachable before', () => {
    const log = new SealingLog('main');
    log.failed(new Error('connect ECONNREFUSED'));
    log.failed(new AuditLogDamagedError('main', 'there are leaves and no checkpoint.'));
    log.failed(new AuditLogDamagedError('main', 'there are leaves and no checkpoint.'));

    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('AuditLogDamagedError: Audit log "main": there are leaves and no checkpoint.');
  });
});
