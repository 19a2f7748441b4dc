import { describeFailure } from '../core/failure.js';
import { fingerprintOf } from './fingerprint.js';

const withStack = (stack: string, type = 'TypeError') =>
  fingerprintOf({ ...describeFailure(new Error('x')), type, stack });
const stackOf = (frames: readonly string[], message = 'no such order') =>
  [`TypeError: ${message}`, ...frames.map(frame => `    at ${frame}`)].join('\n');

const deployed = [
  'OrdersService.find (/app/dist/orders/orders.service.js:12:9)',
  'async OrdersController.get (file:///app/dist/orders/orders.controller.js:30:5)',
  'async /app/node_modules/@nestjs/core/router/router-execution-context.js:46:28',
  'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
];

describe('The fingerprint of an error', () => {
  it('is sixteen hexadecimal digits', () => {
    expect(withStack(stackOf(deployed))).toMatch(/^[0-9a-f]{16}$/);
  });

  it('stays the same on another machine, in another directory, with other lines and updated packages', () => {
    const elsewhere = [
      'OrdersService.find (/srv/releases/20261121/dist/orders/orders.service.js:14:3)',
      'async OrdersController.get (/srv/releases/20261121/dist/orders/orders.controller.js:41:7)',
      'async Router.run (/srv/releases/20261121/node_modules/@nestjs/core/router/new-file.js:1:1)',
    ];
    expect(withStack(stackOf(elsewhere, 'another message'))).toBe(withStack(stackOf(deployed)));
  });

  it('is the same however deep a recursion went, and under another alias', () => {
    const once = ['Tree.walk (/app/dist/tree/tree.js:3:1)', 'Tree.start (/app/dist/tree/tree.js:9:1)'];
    const often = ['Tree.walk [as step] (/app/dist/tree/tree.js:3:1)', once[0]!, once[0]!, once[1]!];
    expect(withStack(stackOf(often))).toBe(withStack(stackOf(once)));
  });

  it('differs by type, by function and by file', () => {
    const one = withStack(stackOf(deployed));
    expect(withStack(stackOf(deployed), 'RangeError')).not.toBe(one);
    const by = deployed.map(frame => frame.replace('OrdersService.find', 'OrdersService.list'));
    expect(withStack(stackOf(by))).not.toBe(one);
    const elsewhere = deployed.map(frame => frame.replace('orders.service.js', 'other.service.js'));
    expect(withStack(stackOf(elsewhere))).not.toBe(one);
  });

  it('is told by the message where there is no stack, numbers and ids left out', () => {
    const of = (thrown: unknown) => fingerprintOf(describeFailure(thrown));
    expect(of('order 17 of 0f8fad5b-d9cb-469f-a165-70867728950e')).toBe(
      of('order 23 of 7c9e6679-7425-40de-944b-e07fc1f90ae7'),
    );
    expect(of('order 17')).not.toBe(of('invoice 17'));
    expect(of(null)).not.toBe(of(undefined));
  });

  it('is made of the beginning of a stack alone', () => {
    const long = 'x'.repeat(20_000);
    expect(withStack(stackOf(deployed, long))).toBe(withStack(stackOf(deployed.slice(1), long)));
  });

  it('is made in bounded time of a hostile stack', () => {
    const hostile = `    at ${'('.repeat(5_000_000)}`;
    const started = performance.now();
    expect(withStack(hostile)).toMatch(/^[0-9a-f]{16}$/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
