import { getMetadata, setMetadata } from '../core/metadata.js';

const untracedKey = Symbol.for('nestjs-observability.untraced.v1');

/** Keeps a method out of a class-level `@Traced()`. */
export function Untraced(): MethodDecorator {
  return (_target, _method, descriptor) => {
    const method: unknown = descriptor.value;
    if (typeof method !== 'function') return;
    Object.defineProperty(method, untracedKey, { value: true, configurable: true });
    setMetadata(untracedKey, true, method);
  };
}

/** Whether a method opted out. */
export function isUntraced(method: object): boolean {
  return untracedKey in method || getMetadata(untracedKey, method) === true;
}
