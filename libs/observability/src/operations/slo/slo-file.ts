import { z } from 'zod';
import { durationBuckets } from '../../metrics/red-buckets.js';
import { seconds } from '../rules/promql.js';
import { InvalidSloError } from './invalid-slo.error.js';

const duration = z.string().refine(text => seconds(text) !== undefined, {
  error: "must be a duration such as '30d', '5m' or '500ms'",
});
const matching = z.union([z.string(), z.array(z.string()).min(1)]).transform(value => [value].flat());

const requests = {
  routes: matching.optional(),
  methods: matching.optional(),
};

const objective = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, "must be lower-case words with hyphens, e.g. 'place-order'"),
    description: z.string().optional(),
    objective: z
      .number()
      .min(50, 'must be a percentage from 50 to below 100')
      .lt(100, 'must be below 100: an objective of 100 % has no budget'),
    window: duration.default('30d'),
    minimumRequests: z.number().int().min(0).default(100),
    availability: z.strictObject(requests).optional(),
    latency: z.strictObject({ ...requests, threshold: duration }).optional(),
    labels: z.record(z.string(), z.string()).default({}),
  })
  .refine(({ availability, latency }) => (availability === undefined) !== (latency === undefined), {
    error: "needs either 'availability' or 'latency', to say what is counted",
  });

const file = z.strictObject({
  service: z.string().min(1),
  /** Bounds of the latency histogram in seconds, where they are not the default ones. */
  buckets: z.array(z.number().positive()).optional(),
  objectives: z.array(objective).min(1),
});

/** What a file of objectives says, with its defaults. */
export type SloFile = z.output<typeof file>;

/** One objective. */
export type Slo = SloFile['objectives'][number];

/** Reads a file of objectives. @throws InvalidSloError with everything that is wrong with it, and how to put it right */
export async function readSloFile(text: string): Promise<SloFile> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new InvalidSloError(document.errors.map(({ message }) => message));
  const read = file.safeParse(document.toJS({ maxAliasCount: 100 }), { reportInput: true });
  if (!read.success) throw new InvalidSloError(read.error.issues.map(told));
  const problems = [...repeatedNames(read.data), ...wrongThresholds(read.data)];
  if (problems.length > 0) throw new InvalidSloError(problems);
  return read.data;
}

function told({ path, message }: z.core.$ZodIssue): string {
  return `${path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')}: ${message}`;
}

function repeatedNames({ objectives }: SloFile): string[] {
  const seen = new Set<string>();
  return objectives.flatMap(({ name }, index) =>
    seen.size === seen.add(name).size ? [`objectives[${index}].name: '${name}' is there twice`] : [],
  );
}

/** Requests can only be counted below a bound that the histogram has. */
function wrongThresholds({ objectives, buckets }: SloFile): string[] {
  const bounds: readonly number[] = buckets ?? durationBuckets;
  return objectives.flatMap(({ latency }, index) => {
    const threshold = latency && seconds(latency.threshold);
    return threshold === undefined || bounds.includes(threshold)
      ? []
      : [
          `objectives[${index}].latency.threshold: ${latency?.threshold} is no bound of the histogram; use one of ${bounds.map(bound => (bound < 1 ? `${Math.round(bound * 1_000)}ms` : `${bound}s`)).join(', ')}, or name your bounds in 'buckets'`,
        ];
  });
}
