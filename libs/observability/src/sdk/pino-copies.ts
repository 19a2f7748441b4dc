import { createRequire } from 'node:module';
import * as imported from 'nestjs-pino';

/** What `nestjs-pino` exports. */
export type NestjsPino = Pick<typeof imported, 'Logger' | 'LoggerModule' | 'PinoLogger'>;

/**
 * The copies of nestjs-pino in this process: the one that `import` loads, and the one that `require` has loaded, if any.
 * They are separate classes with separate lists of `@InjectPinoLogger()`, so an application (or a Jest test) in CommonJS
 * would otherwise ask for loggers that nobody provides.
 */
export function pinoCopies(): readonly NestjsPino[] {
  const load = createRequire(import.meta.url);
  try {
    if (load.cache[load.resolve('nestjs-pino')] === undefined) return [imported];
    const required = load('nestjs-pino') as NestjsPino;
    return required.LoggerModule === imported.LoggerModule ? [imported] : [imported, required];
  } catch {
    return [imported];
  }
}
