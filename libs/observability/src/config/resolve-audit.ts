import { readFileSync } from 'node:fs';
import type { ConfigurationProblem } from './configuration-problem.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedAudit, ResolvedAuditKeys } from './resolved-audit.js';
import type { VariableName } from './standard-variables.js';

type AuditOptions = NonNullable<ValidOptions['audit']>;
/** Variables that hold a key; each also with `_FILE`. */
type KeyVariable = Extract<VariableName, `OBSERVABILITY_AUDIT_${'MAC' | 'SIGNING' | 'MASTER'}_KEY`>;

const filePrefix = 'file:';
const makeKeys = 'make one with npx nestjs-observability audit keys';

/** The audit trail with its defaults; keys come from the options, else from the environment. */
export function resolveAudit(
  options: ValidOptions['audit'],
  env: EnvironmentReader,
  problems: ConfigurationProblem[],
): ResolvedAudit {
  const given = options ?? {};
  const mode = options === undefined ? 'log' : given.enabled === false ? 'off' : 'store';
  return {
    mode,
    ...identityOf(given),
    keys: mode === 'store' ? new AuditKeys(env, problems).resolve(given.keys) : noKeys,
    anchors: given.anchors,
    anchorEveryMs: given.anchorEvery ?? 5_000,
    atomic: given.atomic ?? 'prefer',
    onWriteError: given.onWriteError ?? 'fail',
    deniedTarget: given.deniedTarget,
    health: given.health ?? {},
    ...storeOf(given),
  };
}

function identityOf({ dataSource, stream, origin, sealing }: AuditOptions) {
  return { dataSource: dataSource ?? 'default', stream: stream ?? 'main', origin, sealing };
}

function storeOf({ migrate, spillPath, preparedStatements, maxFieldBytes, maxBodyBytes }: AuditOptions) {
  return {
    preparedStatements,
    migrate: migrate ?? false,
    spillPath: spillPath ?? '.observability/audit-spill.ndjson',
    maxFieldBytes: maxFieldBytes ?? 16_384,
    maxBodyBytes: maxBodyBytes ?? 262_144,
  };
}

const noKeys: ResolvedAuditKeys = { mac: undefined, signing: [], verifiers: [], master: undefined };

/** Finds the keys and says which are missing; whether they are any good, the audit trail finds out. */
class AuditKeys {
  constructor(
    private readonly env: EnvironmentReader,
    private readonly problems: ConfigurationProblem[],
  ) {}

  resolve(options: AuditOptions['keys']): ResolvedAuditKeys {
    const mac = options?.mac ?? this.variable('OBSERVABILITY_AUDIT_MAC_KEY');
    const signing = this.signing(options?.signing);
    if (mac === undefined)
      this.missing('audit.keys.mac', 'OBSERVABILITY_AUDIT_MAC_KEY', 'authenticates events');
    if (signing.length === 0) {
      this.missing('audit.keys.signing', 'OBSERVABILITY_AUDIT_SIGNING_KEY', 'signs checkpoints');
    }
    const verifiers = this.env.text('OBSERVABILITY_AUDIT_VERIFIER_KEY')?.split(/[\s,]+/) ?? [];
    return {
      mac,
      signing,
      verifiers: options?.verifiers ?? verifiers,
      master: options?.master ?? this.variable('OBSERVABILITY_AUDIT_MASTER_KEY'),
    };
  }

  private signing(given: string | readonly string[] | undefined): readonly string[] {
    if (given === undefined) {
      const text = this.variable('OBSERVABILITY_AUDIT_SIGNING_KEY');
      return text === undefined ? [] : [text];
    }
    return [given].flat().map(key => {
      if (!key.startsWith(filePrefix)) return key;
      return this.contents(key.slice(filePrefix.length), 'audit.keys.signing') ?? key;
    });
  }

  private variable(name: KeyVariable): string | undefined {
    const text = this.env.text(name);
    if (text !== undefined) return text;
    const path = this.env.text(`${name}_FILE`);
    return path === undefined ? undefined : (this.contents(path, `${name}_FILE`) ?? '');
  }

  private contents(path: string, named: string): string | undefined {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (failure) {
      this.problems.push({
        path: named,
        message: `names a file that cannot be read (${(failure as NodeJS.ErrnoException).code ?? 'unknown error'})`,
        given: JSON.stringify(path),
        fix: 'name a file that the application may read',
      });
      return undefined;
    }
  }

  private missing(path: string, variable: KeyVariable, purpose: string): void {
    if (this.problems.some(problem => problem.path === path || problem.path === `${variable}_FILE`)) return;
    this.problems.push({
      path,
      message: `is missing: it ${purpose}`,
      fix: `set it, or ${variable}; ${makeKeys}`,
    });
  }
}
