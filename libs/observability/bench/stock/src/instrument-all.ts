import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { instrument } from './instrument.js';

const fastify = process.argv.includes('fastify')
  ? [new FastifyOtelInstrumentation({ registerOnInitialization: true })]
  : [];

instrument([getNodeAutoInstrumentations(), ...fastify]);
