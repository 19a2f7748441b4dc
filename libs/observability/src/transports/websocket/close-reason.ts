import { otherName } from '../../core/names.js';

/** The reasons of socket.io. */
const known: ReadonlySet<unknown> = new Set([
  'client namespace disconnect',
  'server namespace disconnect',
  'server shutting down',
  'ping timeout',
  'transport close',
  'transport error',
  'parse error',
  'forced close',
  'forced server close',
]);

/** Why a connection ended, as a label: the code of the WebSocket protocol, or what socket.io says. Clients choose codes from 3000 on. */
export function closeReason(reason: unknown): string {
  if (typeof reason === 'number' && reason >= 1_000 && reason < 1_016) return String(reason);
  return known.has(reason) ? String(reason) : otherName;
}
