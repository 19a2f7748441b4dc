import { assemble } from './assembled.js';

/** Every auto-instrumentation on: what the getting-started pages lead to. */
export const variant = assemble();
