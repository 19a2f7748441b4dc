import type { HttpExchange } from './http-request.js';

/**
 * Calls back when an exchange is over, whether it was finished or aborted; the response hook of the adapters misses the
 * latter. A response that still waits behind others on its connection has no socket, and older Node does not tell it when
 * the client leaves (20 does not, 24.21 does), so the socket of its request is asked as well.
 */
export function onceClosed(
  { request, response }: HttpExchange,
  finish: () => void,
  beforeOthers = false,
): void {
  // Whoever made the server span listens already, and ends it.
  if (beforeOthers) response.prependListener('close', finish);
  else if (response.socket !== null) {
    // A response closes once, so there is nothing to take back: `once` costs 0.4 us more.
    response.on('close', finish);
  } else waitForBoth(request, response, finish);
}

function waitForBoth(
  request: HttpExchange['request'],
  response: HttpExchange['response'],
  finish: () => void,
): void {
  const { socket } = request;
  const once = (): void => {
    socket.off('close', once);
    response.off('close', once);
    finish();
  };
  socket.once('close', once);
  response.once('close', once);
}
