import { runLoad, type LoadOrder } from './run-load.js';

/** The load generator's process: one order, one result, over IPC. */
process.on('message', (order: LoadOrder) => {
  void runLoad(order).then(result => process.send?.(result));
});
process.send?.('ready');
