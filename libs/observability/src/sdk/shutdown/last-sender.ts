import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import type { OtlpTls } from '../../config/resolved-options.js';
import { readAgain } from '../exporters/tls-files.js';
import type { ExportAnswer } from '../pipeline/export-transport.js';
import type { LastRequest } from '../pipeline/last-requests.js';
import type { LastExport, LastExports } from './last-exports.js';

/** What a connection may depend on; everything else of the environment is none of the sender's business. */
const neededVariables = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'OPENSSL_CONF',
  'LD_LIBRARY_PATH',
  'SystemRoot',
];
const neededArguments = /^--(?:use-(?:bundled|openssl|system)-ca|openssl-|tls-|dns-result-order)/;

/** Milliseconds for the answers to come back before the sender is killed. */
const reply = 100;

/**
 * Has another process send the requests, because this one has no event loop any more, and waits for it. Credentials travel
 * through its standard input alone. Never throws; whatever is not answered in time counts as lost.
 */
export function sendLast(requests: readonly LastRequest[], timeout: number): void {
  const answers = requests.length > 0 && isPlainNode() ? answersTo(requests, timeout) : new Map();
  for (const [index, request] of requests.entries()) request.settle(answers.get(index));
}

/** Where Node and the application are one executable, to start it would be to start the application. */
function isPlainNode(): boolean {
  return !isSea() && process.versions['electron'] === undefined && /^node/i.test(basename(process.execPath));
}

function answersTo(requests: readonly LastRequest[], timeout: number): Map<number, ExportAnswer> {
  try {
    const { stdout } = spawnSync(process.execPath, [...argumentsForNode(), scriptPath()], {
      input: Buffer.concat([
        Buffer.from(`${JSON.stringify(described(requests, timeout))}\n`),
        ...requests.map(({ body }) => body.bytes),
      ]),
      timeout,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'ignore'],
      env: Object.fromEntries(neededVariables.map(name => [name, process.env[name]])),
      windowsHide: true,
    });
    return new Map(
      stdout
        .toString('utf8')
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line)),
    );
  } catch {
    // Without the permission to start a process, nothing is sent.
    return new Map();
  }
}

function described(requests: readonly LastRequest[], timeout: number): LastExports {
  return {
    until: Date.now() + timeout - reply,
    exports: requests.map(({ target, headers, body }): LastExport => {
      const { ca, cert, key } = certificatesOf(target);
      return {
        url: target.url,
        format: target.protocol === 'http/json' ? 'json' : 'protobuf',
        headers,
        tls: {
          ...(ca && { ca: String(ca) }),
          ...(cert && { cert: String(cert) }),
          ...(key && { key: String(key) }),
        },
        encoding: body.encoding,
        length: body.bytes.length,
      };
    }),
  };
}

/** Those that are in the files now; those of the start where they cannot be read. */
function certificatesOf({ tls }: LastRequest['target']): Partial<OtlpTls> {
  try {
    return tls ? readAgain(tls) : {};
  } catch {
    return tls ?? {};
  }
}

function argumentsForNode(): string[] {
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  return given.filter(
    argument => neededArguments.test(argument) && !/-openssl-config|-keylog/.test(argument),
  );
}

function scriptPath(): string {
  return fileURLToPath(new URL('./last-sender.process.js', import.meta.url));
}
