import type { HttpExchange } from './http-request.js';

/**
 * Calls back when an exchange is over, whether it was finished or aborted; the response hook of the adapters misses the
 * latter. A response that still waits behind others on its connection has no socket, and older Node does not tell it when
 * the client leaves (20 does not, 24.21 does), so the socket of its request is asked as well.
 */
export function onceClosed({ request, response }: HttpExchange, finish: () => void): void {
  if (response.socket !== null) {
    // A response closes once, so there is nothing to take back: `once` costs 0.4 us more.
    response.on('close', finish);
    return;
  }
  const { socket } = request;
  const once = (): void => {
    socket.off('close', once);
    response.off('close', once);
    finish();
  };
  socket.once('close', once);
  response.once('close', once);
}
