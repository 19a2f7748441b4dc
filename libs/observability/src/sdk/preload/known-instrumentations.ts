/** An instrumentation that patches a package when it is loaded. */
export interface KnownInstrumentation {
  /** The package that it watches, and the word for it in `OBSERVABILITY_INSTRUMENTATIONS`. */
  readonly target: string;
  /** The package that it comes in. */
  readonly source: string;
  /** The class in it. */
  readonly name: string;
}

/** What needs patching. Nest, HTTP servers, `fetch` and TypeORM are observed without, and would be told twice. */
export const knownInstrumentations: readonly KnownInstrumentation[] = [
  { target: 'pg', source: '@opentelemetry/instrumentation-pg', name: 'PgInstrumentation' },
  { target: 'mysql2', source: '@opentelemetry/instrumentation-mysql2', name: 'MySQL2Instrumentation' },
  { target: 'ioredis', source: '@opentelemetry/instrumentation-ioredis', name: 'IORedisInstrumentation' },
  { target: 'redis', source: '@opentelemetry/instrumentation-redis', name: 'RedisInstrumentation' },
  { target: 'kafkajs', source: '@opentelemetry/instrumentation-kafkajs', name: 'KafkaJsInstrumentation' },
  { target: 'amqplib', source: '@opentelemetry/instrumentation-amqplib', name: 'AmqplibInstrumentation' },
  { target: 'mongodb', source: '@opentelemetry/instrumentation-mongodb', name: 'MongoDBInstrumentation' },
];
