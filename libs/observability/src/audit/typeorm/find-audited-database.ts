import type { DataSource } from 'typeorm';
import type { ConfigurationProblem } from '../../config/configuration-problem.js';
import type { AuditDialect } from './audit-dialect.js';
import { auditedDrivers, dialectOf } from './dialects/dialect-of.js';
import type { NamedDataSource } from './named-data-sources.js';

/** Where the audit trail is kept. */
export interface AuditedDatabase {
  /** As `audit.dataSource` names it. */
  readonly name: string;
  readonly dataSource: DataSource;
  readonly dialect: AuditDialect;
}

const path = 'audit.dataSource';

/** Finds the data source of this name; what is wrong with it becomes a problem. */
export function findAuditedDatabase(
  name: string,
  known: readonly NamedDataSource[],
  problems: ConfigurationProblem[],
): AuditedDatabase | undefined {
  const [only, second] = known;
  const found =
    known.find(each => each.name === name)?.dataSource ??
    // Whoever has one data source need not name it, under whatever token it is provided.
    (name === 'default' && second === undefined ? only?.dataSource : undefined);
  const problem = found ? problemOf(found) : missing(name, known);
  if (problem) problems.push({ path, ...problem });
  const dialect = found && dialectOf(found);
  return found && dialect && !problem ? { name, dataSource: found, dialect } : undefined;
}

type Problem = Omit<ConfigurationProblem, 'path'>;

function missing(name: string, known: readonly NamedDataSource[]): Problem {
  if (known.length === 0) {
    return {
      message: 'is not there: the application has no TypeORM data source',
      fix:
        'import TypeOrmModule.forRoot(…) of @nestjs/typeorm, or provide an initialised DataSource; without a database leave ' +
        '`audit` out, and records become log lines',
    };
  }
  const names = known.map(each => `'${each.name}'`).join(', ');
  return {
    message: 'names no data source of the application',
    given: `'${name}'`,
    fix: `use one of ${names}`,
  };
}

function problemOf(dataSource: DataSource): Problem | undefined {
  if (!dialectOf(dataSource)) {
    return {
      message: 'is of a kind that holds no audit trail',
      given: `'${dataSource.options.type}'`,
      fix: `use a data source of type ${auditedDrivers.map(driver => `'${driver}'`).join(', ')}`,
    };
  }
  if (!dataSource.isInitialized) {
    return {
      message: 'is not connected when the application starts',
      fix: 'await dataSource.initialize() in its provider, and leave manualInitialization out',
    };
  }
  return undefined;
}
