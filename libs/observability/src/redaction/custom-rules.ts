import { boundedPattern } from '../core/bounded-pattern.js';
import { immediate } from '../core/unwaited.js';
import type { RedactionDetector } from './redaction-detector.js';
import type { MaskSecret, TextRule } from './text-rule.js';

/** What the application adds to the forms that are searched for. */
export interface CustomRules {
  readonly patterns?: readonly RegExp[];
  readonly detectors?: readonly RedactionDetector[];
  /** Told what a detector threw. */
  readonly onFault?: (name: string, thrown: unknown) => void;
}

const anything = '[^]';

/** Most findings of one detector in one text. */
const maxFindings = 1_000;

/** Rules for the patterns and detectors of the application; every text is shown to them. */
export function customRules({ patterns = [], detectors = [], onFault }: CustomRules): readonly TextRule[] {
  return [
    ...patterns.map((pattern, at): TextRule => {
      const bounded = boundedPattern(pattern);
      const name = `patterns[${at}]`;
      return {
        name,
        hint: anything,
        apply: (text, { mask }) => text.replace(bounded, match => (match === '' ? '' : mask(match, name))),
      };
    }),
    ...detectors.map((detector): TextRule => {
      const { name } = detector;
      return {
        name,
        hint: anything,
        apply(text, { mask }) {
          try {
            return withoutRanges(text, immediate(detector.find(text)), secret => mask(secret, name));
          } catch (thrown) {
            onFault?.(name, thrown);
            return text;
          }
        },
      };
    }),
  ];
}

/** Ranges may overlap and come in any order; what is no range is ignored. */
function withoutRanges(
  text: string,
  found: Iterable<readonly [number, number]>,
  mask: (secret: string) => ReturnType<MaskSecret>,
): string {
  const ranges: [number, number][] = [];
  for (const [start, end] of found) {
    if (Number.isInteger(start) && end > start && start < text.length) ranges.push([Math.max(0, start), end]);
    if (ranges.length >= maxFindings) break;
  }
  let masked = '';
  let at = 0;
  for (const [start, end] of ranges.sort(([one], [other]) => one - other)) {
    if (end <= at) continue;
    masked += start >= at ? text.slice(at, start) + mask(text.slice(start, end)) : '';
    at = end;
  }
  return masked + text.slice(at);
}
