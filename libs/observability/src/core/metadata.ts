/** The part of reflect-metadata used here; absent when a decorated class is used without Nest. */
interface MetadataReflection {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

const reflection = Reflect as unknown as MetadataReflection;

export function getMetadata(key: unknown, target: object): unknown {
  return reflection.getOwnMetadata?.(key, target);
}

export function setMetadata(key: unknown, value: unknown, target: object): void {
  reflection.defineMetadata?.(key, value, target);
}

/** Carries all metadata of one function over to another. */
export function copyMetadata(from: object, to: object): void {
  for (const key of reflection.getOwnMetadataKeys?.(from) ?? []) setMetadata(key, getMetadata(key, from), to);
}
