import { SEEDED_ORDERS } from '../app/order.repository.js';

const BODY_BYTES = 1_024;
const READS_PER_WRITE = 4;

/** Raw HTTP/1.1 requests, four `GET /orders/:id` to one `POST /orders` of 1 KB, made before the clock runs. */
export function requestMix(): readonly Buffer[] {
  const post = postOrder();
  return Array.from({ length: SEEDED_ORDERS }, (_, index) =>
    index % (READS_PER_WRITE + 1) === READS_PER_WRITE ? post : getOrder(index + 1),
  );
}

/** The request that reads one order. */
export function getOrder(id: number): Buffer {
  return Buffer.from(`GET /orders/${id} HTTP/1.1\r\n${HEADERS}\r\n`);
}

/** The request that places an order. */
export function postOrder(): Buffer {
  const body = orderBody();
  const entity = `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  return Buffer.from(`POST /orders HTTP/1.1\r\n${HEADERS}${entity}\r\n${body}`);
}

/** Headers that any client sends; a server pays for reading them. */
const HEADERS =
  'host: 127.0.0.1\r\nuser-agent: bench\r\naccept: application/json\r\nauthorization: Bearer bench\r\nconnection: keep-alive\r\n';

function orderBody(): string {
  const order = {
    customerId: 'customer-7',
    items: [
      { sku: 'KEYBOARD-TKL-BROWN', quantity: 1, unitPrice: 8_900 },
      { sku: 'CABLE-USB-C-2M', quantity: 2, unitPrice: 1_250 },
      { sku: 'WRIST-REST-WALNUT', quantity: 1, unitPrice: 2_400 },
    ],
    shippingAddress: '12 Harbour Street, second floor, 20457 Hamburg, Germany',
  };
  const noteBytes = BODY_BYTES - JSON.stringify({ ...order, note: '' }).length;
  return JSON.stringify({ ...order, note: 'x'.repeat(noteBytes) });
}
