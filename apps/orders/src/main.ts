import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { prepareDatabase } from './database/prepare-database.js';
import { readOrdersSettings } from './orders.settings.js';

const settings = readOrdersSettings(process.env);
const app = await NestFactory.create(AppModule.forRoot(settings), { bufferLogs: true });
app.enableShutdownHooks();
// In production the schema changes by an own step of the deployment: node dist/database/prepare.js.
if (!settings.production) await prepareDatabase(app.get(DataSource));
await app.listen(settings.port, settings.host);
