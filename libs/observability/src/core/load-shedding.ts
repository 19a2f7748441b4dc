/** What telemetry gives up while the event loop is saturated, in this order; each level includes those before it. */
export const shedKinds = ['debug_lines', 'attributes', 'child_spans', 'traces'] as const;

/** What was given up. */
export type ShedKind = (typeof shedKinds)[number];

/** 0 gives nothing up, 4 everything that may be. */
export type SheddingLevel = 0 | 1 | 2 | 3 | 4;

const levelOf: Readonly<Record<ShedKind, SheddingLevel>> = {
  debug_lines: 1,
  attributes: 2,
  child_spans: 3,
  traces: 4,
};

/**
 * How much telemetry the process has time for. Whoever makes something that can be spared asks first; errors, metrics and the
 * audit trail never ask.
 */
export class LoadShedding {
  level: SheddingLevel = 0;
  private readonly given: Record<ShedKind, number> = {
    debug_lines: 0,
    attributes: 0,
    child_spans: 0,
    traces: 0,
  };

  /** Whether something of this kind is given up now; if so, it counts as one. */
  sheds(kind: ShedKind): boolean {
    if (this.level < levelOf[kind]) return false;
    this.given[kind] += 1;
    return true;
  }

  /** What was given up since the start. */
  counts(): Readonly<Record<ShedKind, number>> {
    return { ...this.given };
  }
}
