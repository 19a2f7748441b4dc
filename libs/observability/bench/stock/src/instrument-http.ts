import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { instrument } from './instrument.js';

instrument([new HttpInstrumentation()]);
