import type { AuditKeysOptions, AuditOptions } from 'nestjs-observability';
import type { OrdersSettings } from '../orders.settings.js';
import { localAuditKeys } from './local-audit-keys.js';

/** The audit trail beside the orders. In production its keys come from the environment, and its tables from the deployment. */
export function auditOptions({ production, dataDirectory }: OrdersSettings): AuditOptions {
  const keys =
    production || process.env.OBSERVABILITY_AUDIT_MAC_KEY ? undefined : developmentKeys(dataDirectory);
  return { migrate: !production, ...(keys && { keys }) };
}

function developmentKeys(directory: string): AuditKeysOptions {
  const {
    OBSERVABILITY_AUDIT_MAC_KEY: mac = '',
    OBSERVABILITY_AUDIT_SIGNING_KEY: signing = '',
    OBSERVABILITY_AUDIT_MASTER_KEY: master = '',
  } = localAuditKeys(directory);
  return { mac: namedKey(mac), signing, master: namedKey(master) };
}

/** `id:secret`, as the environment variables write it. */
function namedKey(text: string): { id: string; secret: string } {
  const at = text.indexOf(':');
  return { id: text.slice(0, at), secret: text.slice(at + 1) };
}
