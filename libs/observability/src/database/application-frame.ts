import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in the application's code. */
export interface CodeLocation {
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
  /** `Class.method`; `undefined` for code without a name. */
  readonly caller: string | undefined;
}

/** This library, wherever it is installed. */
const ownFolder = `${dirname(dirname(fileURLToPath(import.meta.url)))}${sep}`;
/** An ORM stands between a method and its statement with a dozen frames. */
const most = 60;
const place = /^\s*at (?:.*? \()?(?:async )?(.+):(\d+):\d+\)?$/;

/**
 * The first frame that is neither a package nor Node nor this library; `undefined` where the stack has none. Files are judged
 * before source maps are applied, which may move a package's code anywhere; the place is told as the application's stacks
 * tell it. Costs some 100 us.
 */
export function applicationFrame(): CodeLocation | undefined {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = most;
    Error.prepareStackTrace = (_error, sites) => sites;
    const sites = new Error('where').stack as unknown as readonly NodeJS.CallSite[];
    Error.prepareStackTrace = prepareStackTrace;
    const at = sites.findIndex(isApplication);
    const found = at < 0 ? undefined : placeIn((new Error('where').stack ?? '').split('\n')[at + 1] ?? '');
    return found && { ...found, caller: callerOf(String(sites[at])) };
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
}

function isApplication(site: NodeJS.CallSite): boolean {
  const path = pathOf(site.getFileName() ?? '');
  return isAbsolute(path) && !path.startsWith(ownFolder) && !path.includes(`${sep}node_modules${sep}`);
}

/** Reads one line of a stack. */
function placeIn(text: string): Omit<CodeLocation, 'caller'> | undefined {
  const [, file, line] = place.exec(text) ?? [];
  return file === undefined ? undefined : { file: shown(pathOf(file)), line: Number(line) };
}

function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return '';
  }
}

/** How a machine is set up is nobody's business. */
function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside.split(sep).join('/');
}

/** `Class.method` of a frame; a source map knows it as its caller called it, and not as it is called itself. */
function callerOf(site: string): string | undefined {
  const [, caller = ''] = /^(?:async )?(.*?) ?\(/.exec(site) ?? [];
  const name = caller.replace(/^new /, '').replace(/ \[as .*\]$/, '');
  return name === '' || name.includes('<anonymous>') ? undefined : name;
}
