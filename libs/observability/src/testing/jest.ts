import { observabilityMatchers, type ObservabilityMatchers } from './matchers/observability-matchers.js';

declare global {
  namespace jest {
    // The type parameters must be Jest's own, names included, for the declarations to merge.
    interface Matchers<R, T = {}> extends ObservabilityMatchers<R> {}
  }
}

interface ExtensibleExpect {
  extend(matchers: typeof observabilityMatchers): void;
}

const { expect } = globalThis as { expect?: ExtensibleExpect };
if (!expect)
  throw new Error(
    "nestjs-observability/testing/jest found no global expect. Import it from a test or from setupFilesAfterEnv, or call expect.extend(observabilityMatchers) with the runner's own expect.",
  );
expect.extend(observabilityMatchers);
