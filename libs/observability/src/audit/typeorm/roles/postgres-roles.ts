import { eventCheckSignature } from '../dialects/postgres-event-check.js';
import { tableNames } from '../dialects/table-names.js';
import type { RoleNames } from './role-setup.js';

/**
 * Three roles that nobody can log in as: the owner, who alone can disable triggers; writers, who add events; sealers, who move
 * them into the tree. An application that seals is both.
 */
export function postgresRoles({
  application,
  owner = 'audit_owner',
  writer = 'audit_writer',
  sealer = 'audit_sealer',
}: RoleNames): readonly string[] {
  const all = tableNames.join(', ');
  return [
    ...[owner, writer, sealer].map(createRole),
    ...tableNames.map(table => `ALTER TABLE ${table} OWNER TO ${owner}`),
    `ALTER FUNCTION audit_refuse_change() OWNER TO ${owner}`,
    `ALTER FUNCTION ${eventCheckSignature} OWNER TO ${owner}`,
    `REVOKE ALL ON ${all} FROM PUBLIC, ${quoted(application)}`,
    `GRANT SELECT, INSERT ON audit_event, audit_pending TO ${writer}`,
    // The check of each new event; a database may have taken this right from PUBLIC.
    `GRANT EXECUTE ON FUNCTION ${eventCheckSignature} TO ${writer}`,
    `GRANT SELECT, INSERT, UPDATE ON audit_subject_key TO ${writer}`,
    `GRANT SELECT ON audit_leaf, audit_checkpoint, audit_log, audit_prune TO ${writer}`,
    `GRANT SELECT ON audit_event, audit_prune TO ${sealer}`,
    `GRANT SELECT, DELETE ON audit_pending TO ${sealer}`,
    `GRANT SELECT, INSERT ON audit_leaf, audit_checkpoint TO ${sealer}`,
    `GRANT SELECT, INSERT, UPDATE ON audit_log TO ${sealer}`,
    `GRANT ${writer}, ${sealer} TO ${quoted(application)}`,
  ];
}

function createRole(name: string): string {
  return `DO $$ BEGIN CREATE ROLE ${name} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
