import { Audited } from 'nestjs-observability';
import { InvalidAuditEntryError, type AuditService, type ManualAuditEntry } from 'nestjs-observability/audit';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock } from '../support/audit/stock.js';

class Reasoned {
  @Audited('reason.give', { reason: (given: object | number | null) => given })
  async give(_given: object | number | null): Promise<void> {}
}

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;
  let service: AuditService;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], pool: 3 });
    ({ service } = database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });

  describe('AuditService.record() of what is no entry', () => {
    it.each([
      ['action', { action: 'Order 4711 was cancelled' }, /action 'Order 4711 was cancelled' is no name/],
      ['outcome', { action: 'a', outcome: 'ok' }, /outcome is 'ok'\. Pass 'success', 'failure', 'denied'/],
      ['outcome', { action: 'a', outcome: 'toString' }, /outcome is 'toString'/],
      ['crud', { action: 'a', crud: 'update' }, /crud is 'update'\. Pass 'c', 'r', 'u', 'd', 'x', or leave/],
      ['target', { action: 'a', target: 'Order/1' }, /target is 'Order\/1'\. Pass \{ type: 'Order'/],
      ['target', { action: 'a', target: { type: 'Order' } }, /target has no type or no id/],
      ['target', { action: 'a', target: [{ type: 'Order', id: '1' }, 7] }, /target is 7/],
    ])('says what is wrong with its %s, and records nothing', async (field, entry, message) => {
      const recording = service.record(entry as unknown as ManualAuditEntry);
      await expect(recording).rejects.toThrow(message);
      await expect(recording).rejects.toThrow(InvalidAuditEntryError);
      await expect(recording).rejects.toMatchObject({ code: 'AUDIT_ENTRY_INVALID', field });
      expect(await database.told()).toEqual([]);
    });
  });

  describe('a reason that is no text', () => {
    const reason = { ticket: 7, by: ['phone'], password: 'hunter2' };

    it.each([
      ['of a decorator', () => new Reasoned().give(reason)],
      ['of an entry by hand', () => service.record({ action: 'reason.give', reason })],
    ])('%s is stored as JSON, with secrets masked', async (_name, record) => {
      await record();
      const [stored] = await database.records();
      expect(JSON.parse(stored!.reason!)).toEqual({ ticket: 7, by: ['phone'], password: '[REDACTED]' });
    });

    it.each([
      ['of a decorator', (given: number | null) => new Reasoned().give(given)],
      [
        'of an entry by hand',
        (given: number | null) => service.record({ action: 'reason.give', reason: given }),
      ],
    ])('%s is a text where it is a number, and none where it is null', async (_name, record) => {
      await record(42);
      await record(null);
      expect((await database.records()).map(({ reason: stored }) => stored)).toEqual(['42', undefined]);
    });
  });
});
