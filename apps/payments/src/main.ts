import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { readPaymentsSettings } from './payments.settings.js';

const settings = readPaymentsSettings(process.env);
const app = await NestFactory.create(AppModule.forRoot(settings), { bufferLogs: true });
app.enableShutdownHooks();
await app.listen(settings.port, settings.host);
