import { checkProofCommand } from './audit/check-proof.command.js';
import { exportCommand } from './audit/export.command.js';
import { historyCommand } from './audit/history.command.js';
import { keysCommand } from './audit/keys.command.js';
import { migrateCommand } from './audit/migrate.command.js';
import { pruneCommand } from './audit/prune.command.js';
import { rebaseCommand } from './audit/rebase.command.js';
import { rolesCommand } from './audit/roles.command.js';
import { proveCommand } from './audit/prove.command.js';
import { verifyCommand } from './audit/verify.command.js';
import { alertsCommand } from './alerts/alerts.command.js';
import { sloCheckCommand } from './slo/check.command.js';
import { sloGenerateCommand } from './slo/generate.command.js';
import type { Command } from './command.js';

/** Every command, in the order of the help; a new one is added here. */
export const commands: readonly Command[] = [
  verifyCommand,
  proveCommand,
  checkProofCommand,
  historyCommand,
  exportCommand,
  migrateCommand,
  rolesCommand,
  keysCommand,
  pruneCommand,
  rebaseCommand,
  sloGenerateCommand,
  sloCheckCommand,
  alertsCommand,
];
