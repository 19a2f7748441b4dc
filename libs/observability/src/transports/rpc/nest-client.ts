/** What a client hands to its transport. */
export interface NestPacket {
  readonly pattern: unknown;
  readonly data: unknown;
  metadata?: unknown;
}

type DispatchHook = (packet: NestPacket) => void;

/** What is used of Nest's `ClientProxy`. The hook has a setter and no getter, so its field is read to chain what is there. */
export interface NestClient {
  onDispatchHook?: DispatchHook;
  setOnDispatchHook(hook: DispatchHook): void;
  send(pattern: unknown, data: unknown): unknown;
  emit(pattern: unknown, data: unknown): unknown;
  serializer?: { serialize(value: unknown, options?: unknown): unknown; init?(): unknown };
}

/** Whether something that the application made is a client of Nest. Asked of every provider: no getter runs. */
export function isNestClient(instance: unknown): instance is NestClient {
  if (typeof instance !== 'object' || instance === null) return false;
  return (
    hasMethod(instance, 'setOnDispatchHook') && hasMethod(instance, 'send') && hasMethod(instance, 'emit')
  );
}

/** Whether a client, or the class that it extends, has this name. */
export function isOfClass(instance: object, className: string | undefined): boolean {
  if (className === undefined) return false;
  for (const owner of prototypesOf(instance)) {
    const maker: unknown = Object.getOwnPropertyDescriptor(owner, 'constructor')?.value;
    if (typeof maker === 'function' && maker.name === className) return true;
  }
  return false;
}

function hasMethod(instance: object, name: string): boolean {
  for (const owner of prototypesOf(instance)) {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    if (found) return typeof found.value === 'function';
  }
  return false;
}

function* prototypesOf(instance: object): Generator<object> {
  for (let owner: object | null = instance; owner; owner = Object.getPrototypeOf(owner) as object | null)
    yield owner;
}
