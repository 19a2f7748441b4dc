/**
 * Loaded into each service before its own code: the channel to the runner closes however the runner ends, killed
 * without a chance to clean up included, and a service without a runner shuts down by itself.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
