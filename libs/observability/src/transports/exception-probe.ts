import { Catch, type ExceptionFilter } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { arrivedMessage } from '../context/context-storage.js';
import { scopeIn } from '../context/request-scope.js';

/**
 * Matches nothing and sees everything: Nest asks each filter in turn whether it catches an exception, and this type
 * notes the exception before it says no. That is how the true error of a guard, a pipe or a middleware is known although
 * a filter of the application answers it.
 */
class EveryException {
  static [Symbol.hasInstance](exception: unknown): boolean {
    const scope = scopeIn(context.active());
    if (scope) scope.thrown = { value: exception };
    arrivedMessage()?.thrown(exception);
    return false;
  }
}

/** A filter that is asked first and never answers. */
@Catch(EveryException)
export class ExceptionProbe implements ExceptionFilter {
  /** Never called, because the probe never matches. */
  catch(exception: unknown): never {
    throw exception;
  }
}
