import type { Subject } from '../subject.js';

/** No decorator. */
export const subject: Subject = { decorate: () => () => undefined, start: () => undefined };
