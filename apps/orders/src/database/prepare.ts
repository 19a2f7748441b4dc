import { DataSource } from 'typeorm';
import { readOrdersSettings } from '../orders.settings.js';
import { dataSourceOptions } from './data-source.options.js';
import { prepareDatabase } from './prepare-database.js';

const dataSource = await new DataSource(dataSourceOptions(readOrdersSettings(process.env))).initialize();
try {
  await prepareDatabase(dataSource);
} finally {
  await dataSource.destroy();
}
