import { z } from 'zod';
import { optionsSchema } from './options.schema.js';

/** Names of the options inside the group at `path`; none where the keys are free or the path leads nowhere. */
export function optionsIn(path: readonly PropertyKey[]): string[] {
  const groups = path.filter(key => typeof key !== 'number');
  return Object.keys(
    groups.reduce<z.ZodRawShape>((shape, key) => shapeOf(shape[String(key)]), optionsSchema.shape),
  );
}

/** Every option by its full path, `tracing.ratio`. */
export function allOptions(path: readonly string[] = []): string[] {
  return optionsIn(path).flatMap(key => [[...path, key].join('.'), ...allOptions([...path, key])]);
}

function shapeOf(schema: unknown): z.ZodRawShape {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodPipe) return shapeOf(schema.out);
  if (schema instanceof z.ZodArray) return shapeOf(schema.element);
  return schema instanceof z.ZodObject ? schema.shape : {};
}
