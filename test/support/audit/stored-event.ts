import type { AuditEntry, AuditEvent } from 'nestjs-observability/audit';

/** Who wrote the events of the specs. */
export const specWriter = { stream: 'main', writerId: '5a0c1d0e-1111-4222-8333-444455556666', writerSeq: 7 };

/** An entry as it is stored, with a MAC that is easy to recognise. */
export function storedEvent(entry: AuditEntry, body: string): AuditEvent {
  return { entry, ...specWriter, body, mac: Buffer.alloc(32, 0xab), keyId: 'mac-1' };
}

/** `storedEvent`'s MAC as base64. */
export const specMac = Buffer.alloc(32, 0xab).toString('base64');

/** What a sealed event is exported with. */
export const sealedAt = {
  recordedAt: '2026-08-17T20:53:20.200000Z',
  position: 12,
  origin: 'orders/audit/main',
  checkpoint: { size: 2000, root: Buffer.alloc(32, 0xcd) },
};
