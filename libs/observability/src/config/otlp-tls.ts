import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ConfigurationProblem } from './configuration-problem.js';
import type { OtlpTls } from './resolved-options.js';

/** A file, or PEM text, and the option or variable that names it. */
export interface NamedFile {
  readonly path: string;
  readonly value: string;
}

/** The three parts of a TLS set-up. */
export interface TlsFiles {
  readonly ca: NamedFile | undefined;
  readonly cert: NamedFile | undefined;
  readonly key: NamedFile | undefined;
}

/** Reads certificates and key, and tries them; a problem never shows what a file holds. */
export function readTls(files: TlsFiles, tell: (problem: ConfigurationProblem) => void): OtlpTls | undefined {
  const { ca, cert, key } = files;
  if (!ca && !cert && !key) return undefined;
  const lone = cert && !key ? cert : key && !cert ? key : undefined;
  if (lone) {
    tell({
      path: lone.path,
      message: 'has no effect alone: mutual TLS needs a certificate and its key',
      fix: 'name both, or none',
    });
  }
  const tls: OtlpTls = {
    ...{ ca: pemOf(ca, tell), cert: pemOf(cert, tell), key: pemOf(key, tell) },
    files: pathsOf(files),
  };
  check(ca, { ca: tls.ca }, tell);
  if (cert && key) check(cert, { cert: tls.cert, key: tls.key }, tell);
  return tls;
}

function pathsOf(files: TlsFiles): OtlpTls['files'] {
  const named = Object.entries(files).flatMap(([part, file]: [string, NamedFile | undefined]) =>
    file && !isPem(file) ? [[part, file.value]] : [],
  );
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

function isPem({ value }: NamedFile): boolean {
  return value.includes('-----BEGIN');
}

function pemOf(file: NamedFile | undefined, tell: (problem: ConfigurationProblem) => void) {
  if (!file || isPem(file)) return file?.value;
  try {
    return readFileSync(file.value, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    tell({
      path: file.path,
      message: `names a file that cannot be read (${code})`,
      given: JSON.stringify(file.value.slice(0, 200)),
      fix: 'name a PEM file that this process may read',
    });
    return undefined;
  }
}

function check(
  file: NamedFile | undefined,
  parts: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined },
  tell: (problem: ConfigurationProblem) => void,
): void {
  if (!file || Object.values(parts).includes(undefined)) return;
  if (isUsable(parts as Record<string, string>)) return;
  tell({
    path: file.path,
    message: parts.ca === undefined ? 'and its key do not form a pair in PEM' : 'holds no certificate in PEM',
    fix: 'name a PEM file: a certificate begins with -----BEGIN CERTIFICATE-----',
  });
}

/** Whether a connection can be made with certificates in PEM; a certificate has to fit its key. */
export function isUsable(parts: Readonly<Record<string, string>>): boolean {
  // Node takes a text without any certificate for an empty list of trust.
  if (parts['ca'] !== undefined && !parts['ca'].includes('-----BEGIN CERTIFICATE-----')) return false;
  try {
    createSecureContext(parts);
    return true;
  } catch {
    return false;
  }
}
