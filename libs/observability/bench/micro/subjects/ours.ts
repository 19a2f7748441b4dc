import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ObservabilityModule, ObservabilitySwitch, TelemetryTaps, Traced } from 'nestjs-observability';
import type { Subject } from '../subject.js';

/** Ours inside a running application; a tap that forgets each span stands in for the exporter. */
let turn: ObservabilitySwitch | undefined;
export const subject: Subject = {
  decorate: () => Traced() as MethodDecorator,
  start,
  switchOff: () => turn?.off(),
};

async function start(): Promise<void> {
  const app = await NestFactory.createApplicationContext(ObservedModule, { logger: false });
  turn = app.get(ObservabilitySwitch);
  app.get(TelemetryTaps).tap({ onSpan: () => undefined });
}

@Module({ imports: [ObservabilityModule.forRoot({ logging: { level: 'silent' } })] })
class ObservedModule {}
