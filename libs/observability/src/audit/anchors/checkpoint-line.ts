import { auditField, auditLine } from '../../core/names.js';
import type { AnchoredCheckpoint } from './audit-anchor.js';

/** The fields of the line `audit.checkpoint`, the same wherever it is written. */
export function checkpointLine({
  stream,
  origin,
  size,
  root,
  note,
}: AnchoredCheckpoint): Record<string, string | number> {
  return {
    [auditField.auditStream]: stream,
    [auditField.auditOrigin]: origin,
    [auditField.auditSize]: size,
    [auditField.auditRoot]: Buffer.from(root).toString('base64'),
    [auditField.auditNote]: note,
  };
}

/** The message of such a line. */
export const checkpointMessage = auditLine.checkpoint;
