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
const frames = 60;
const inParentheses = /^\s*at (?:async )?(.*?) ?\((.+):(\d+):\d+\)$/;
const bare = /^\s*at (?:async )?(.+):(\d+):\d+$/;

/** The first frame that is neither a package nor Node nor this library; `undefined` where the stack has none. Costs some 50 us. */
export function applicationFrame(): CodeLocation | undefined {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const { stack = '' } = new Error('where');
  Error.stackTraceLimit = before;
  return frameIn(stack);
}

/** The same of a given stack. */
export function frameIn(stack: string): CodeLocation | undefined {
  for (const text of stack.split('\n').slice(1)) {
    const [, caller, file, line] = inParentheses.exec(text) ?? withoutCaller(bare.exec(text)) ?? [];
    const path = file === undefined ? undefined : pathOf(file);
    if (path === undefined) continue;
    return { file: shown(path), line: Number(line), caller: callerOf(caller) };
  }
  return undefined;
}

function withoutCaller(found: RegExpExecArray | null): (string | undefined)[] | undefined {
  return found ? [found[0], undefined, found[1], found[2]] : undefined;
}

/** The path of a file of the application. */
function pathOf(file: string): string | undefined {
  if (file.startsWith('node:') || file.includes('node_modules')) return undefined;
  let path = file;
  if (file.startsWith('file:')) {
    try {
      path = fileURLToPath(file);
    } catch {
      return undefined;
    }
  }
  return isAbsolute(path) && !path.startsWith(ownFolder) ? path : undefined;
}

/** How a machine is set up is nobody's business. */
function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside.split(sep).join('/');
}

function callerOf(caller: string | undefined): string | undefined {
  const name = caller?.replace(/^new /, '').replace(/ \[as .*\]$/, '');
  return name === undefined || name === '' || name.includes('<anonymous>') ? undefined : name;
}
