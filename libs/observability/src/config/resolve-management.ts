import { readFileSync } from 'node:fs';
import type { ConfigurationProblem } from './configuration-problem.js';
import type { EnvironmentReader } from './environment-reader.js';
import { isLoopbackHost } from './loopback.js';
import { HOST_RULE, isListenAddress, isToken, TOKEN_RULE } from './management.schema.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedManagement } from './resolved-management.js';

/** The listener for operators; `undefined` when nobody asked for one. */
export function resolveManagement(
  options: ValidOptions['management'],
  env: EnvironmentReader,
  problems: ConfigurationProblem[],
): ResolvedManagement | undefined {
  const port = env.wholeNumber('OBSERVABILITY_MANAGEMENT_PORT', { least: 0, most: 65_535 });
  if (options?.enabled === false || (options === undefined && port === undefined)) return undefined;
  const host = hostInEnvironment(env) ?? options?.host ?? '127.0.0.1';
  const resolved = {
    port: port ?? options?.port ?? 9_464,
    host,
    isLoopback: isLoopbackHost(host),
    ...tokenOf(options, env, problems),
    switches: options?.switches ?? true,
  };
  if (isOpenToOthers(resolved)) problems.push(openSwitches(host));
  return resolved;
}

type Token = Pick<ResolvedManagement, 'token' | 'tokenFile'>;

function isOpenToOthers({ isLoopback, switches, token, tokenFile }: ResolvedManagement): boolean {
  return !isLoopback && switches && token === undefined && tokenFile === undefined;
}

function openSwitches(host: string): ConfigurationProblem {
  return {
    path: 'management.host',
    message: 'would let everybody in the network turn telemetry off',
    given: `'${host}'`,
    fix: 'set management.tokenFile or OBSERVABILITY_MANAGEMENT_TOKEN, or switches: false, or listen on 127.0.0.1',
  };
}

function hostInEnvironment(env: EnvironmentReader): string | undefined {
  const host = env.text('OBSERVABILITY_MANAGEMENT_HOST');
  if (host === undefined || isListenAddress(host)) return host;
  env.report('OBSERVABILITY_MANAGEMENT_HOST', HOST_RULE.message, HOST_RULE.fix);
  return undefined;
}

/** A variable wins over an option, a file over a text of the same place. */
function tokenOf(
  options: ValidOptions['management'],
  env: EnvironmentReader,
  problems: ConfigurationProblem[],
): Token {
  const fileInEnvironment = env.text('OBSERVABILITY_MANAGEMENT_TOKEN_FILE');
  const inEnvironment = env.text('OBSERVABILITY_MANAGEMENT_TOKEN');
  if (inEnvironment !== undefined && !isToken(inEnvironment)) {
    env.report('OBSERVABILITY_MANAGEMENT_TOKEN', TOKEN_RULE.message, TOKEN_RULE.fix, null);
  }
  const isFixed = fileInEnvironment === undefined && inEnvironment !== undefined;
  const tokenFile = isFixed ? undefined : (fileInEnvironment ?? options?.tokenFile);
  if (tokenFile !== undefined) {
    const path = fileInEnvironment ? 'OBSERVABILITY_MANAGEMENT_TOKEN_FILE' : 'management.tokenFile';
    const problem = fileProblem(tokenFile);
    if (problem) problems.push({ path, ...problem, given: JSON.stringify(tokenFile.slice(0, 200)) });
  }
  return { tokenFile, token: inEnvironment ?? options?.token };
}

/** What is in the file is never shown. */
function fileProblem(file: string): Omit<ConfigurationProblem, 'path'> | undefined {
  try {
    if (isToken(readFileSync(file, 'utf8').trim())) return undefined;
    return { message: `names a file whose content ${TOKEN_RULE.message}`, fix: TOKEN_RULE.fix };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      message: `names a file that cannot be read (${code})`,
      fix: 'make the file readable for the process',
    };
  }
}
