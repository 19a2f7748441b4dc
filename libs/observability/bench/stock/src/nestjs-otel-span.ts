import { Span } from 'nestjs-otel';
import { startSdk } from '../../micro/start-sdk.js';
import type { Subject } from '../../micro/subject.js';

/** nestjs-otel's decorator. */
export const subject: Subject = { decorate: () => Span() as MethodDecorator, start: startSdk };
