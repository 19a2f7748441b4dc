import type { AuditOperation } from '../audit-operation.js';
import type { Evidence } from '../evidence-of-work.js';
import { isWithin, pointerOfField } from '../json-pointer.js';
import type { CapturedWork } from './captured-work.js';
import type { LoadedState } from './loaded-state.js';

/** What is known of the changes of an operation: by its loaders, else by what TypeORM wrote. */
export function evidenceFrom(
  operation: AuditOperation,
  state: LoadedState | undefined,
  work: CapturedWork,
): Evidence {
  const { only } = operation.definition.options;
  const fields = only?.map(pointerOfField);
  const captured = work.evidence(
    operation.targets?.[0],
    path => !fields || fields.some(field => isWithin(path, field) || isWithin(field, path)),
  );
  const loaded = state?.evidence();
  return loaded ? { ...loaded, targets: captured.targets } : captured;
}
