import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ObservabilityModule, TelemetryTaps } from 'nestjs-observability';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { median } from './measure/statistics.js';

/**
 * `npm run bench:database`: what a query costs more when it is traced and measured. Two equal data sources in one process, one of
 * them observed, in rounds that take turns; CPU time of all threads. Four queries stand below each span, as in a request.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '41' }, requests: { type: 'string', default: '2000' } },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const queriesPerRequest = 4;

const options: DataSourceOptions = { type: 'better-sqlite3', database: ':memory:' };

@Module({
  imports: [
    ObservabilityModule.forRoot({ logging: { level: 'silent' }, health: false, audit: false }),
    TypeOrmModule.forRoot(options),
  ],
})
class ObservedModule {}

const app = await NestFactory.createApplicationContext(ObservedModule, { logger: false });
// A tap that forgets each span stands in for the exporter.
app.get(TelemetryTaps).tap({ onSpan: () => undefined });
const traced = app.get(DataSource);
const plain = await new DataSource(options).initialize();
for (const each of [traced, plain]) await prepare(each);

const added: number[] = [];
const base: number[] = [];
for (let round = -5; round < rounds; round += 1) {
  const [first, second] = round % 2 === 0 ? [traced, plain] : [plain, traced];
  const costs = new Map([
    [first, await microseconds(first)],
    [second, await microseconds(second)],
  ]);
  if (round < 0) continue;
  base.push(costs.get(plain)!);
  added.push(costs.get(traced)! - costs.get(plain)!);
}
console.log(
  `untraced query ${median(base).toFixed(2)} us; traced adds ${median(added).toFixed(2)} us ` +
    `(medians of ${rounds} rounds of ${requests * queriesPerRequest} queries each)`,
);
await plain.destroy();
await app.close();

async function prepare(dataSource: DataSource): Promise<void> {
  await dataSource.query('CREATE TABLE item (id integer PRIMARY KEY, name varchar NOT NULL)');
  for (let id = 1; id <= 100; id += 1)
    await dataSource.query('INSERT INTO item (id, name) VALUES (?, ?)', [id, `item ${id}`]);
}

async function microseconds(dataSource: DataSource): Promise<number> {
  const tracer = trace.getTracer('bench');
  const before = process.cpuUsage();
  for (let request = 0; request < requests; request += 1) {
    const span = tracer.startSpan('request', {}, ROOT_CONTEXT);
    await context.with(trace.setSpan(ROOT_CONTEXT, span), () => run(dataSource, request));
    span.end();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (requests * queriesPerRequest);
}

async function run(dataSource: DataSource, request: number): Promise<void> {
  for (let at = 0; at < queriesPerRequest; at += 1) {
    const [row] = await dataSource.query('SELECT id, name FROM item WHERE id = ?', [
      1 + ((request + at) % 100),
    ]);
    if (row === undefined) throw new Error('a query without its row');
  }
}
