import {
  Controller,
  Inject,
  Module,
  Post,
  UploadedFile,
  UseInterceptors,
  type INestApplication,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { RequestContext } from 'nestjs-observability';
import { adapters, testApp } from '../support/test-app.js';
import { bytesOf, send } from './support/send.js';
import 'nestjs-observability/testing/jest';

@Controller('bodies')
class BodiesController {
  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Post('raw')
  raw() {
    return { id: this.request.requestId };
  }
}

@Module({ controllers: [BodiesController] })
class BodiesModule {}

@Controller('uploads')
class UploadsController {
  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Post()
  @UseInterceptors(FileInterceptor('file'))
  upload(@UploadedFile() file: { readonly size: number }) {
    return { id: this.request.requestId, size: file.size };
  }
}

@Module({ controllers: [UploadsController] })
class UploadsModule {}

/** Reads the body by its events, as older middleware does; they come from the connection, not from the request. */
const readByHand = (app: INestApplication) =>
  void app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
    if (request.method !== 'POST') return next();
    request.on('data', () => undefined);
    request.on('end', next);
  });

describe('The context of a request', () => {
  it('survives middleware that goes on in an event of the connection', async () => {
    const running = await testApp(BodiesModule).with(readByHand).start();
    const answer = await send(running.client, {
      method: 'POST',
      path: '/bodies/raw',
      body: 'some text',
      headers: { 'content-type': 'text/x-unknown' },
    });
    await running.stop();
    const id = answer.headers.get('x-request-id');
    expect(answer).toMatchObject({ status: 201, body: JSON.stringify({ id }) });
    expect(running.telemetry).toHaveOneServerSpan({ name: 'POST /bodies/raw', status: 201 });
  });

  it.each(adapters)('survives a body on %s that comes later than its headers', async adapter => {
    const running = await testApp(BodiesModule).on(adapter).start();
    const text = await new Promise<string>(resolve => {
      let answer = '';
      const socket = connect(running.port, '127.0.0.1');
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.once('close', () => resolve(answer));
      const body = JSON.stringify({ text: 'x'.repeat(100) });
      const bytes = bytesOf({ method: 'POST', path: '/bodies/raw', body });
      socket.write(bytes.slice(0, -50));
      setTimeout(() => socket.write(bytes.slice(-50, -20)), 20);
      setTimeout(() => socket.write(bytes.slice(-20)), 40);
    });
    await running.stop();
    const id = /x-request-id: (\w+)/i.exec(text)?.[1];
    expect(text).toContain(JSON.stringify({ id }));
    expect(running.telemetry).toHaveOneServerSpan({ name: 'POST /bodies/raw', status: 201 });
  });

  it.each([10, 300_000, 3_000_000])('survives an upload of %d bytes on express', async size => {
    const running = await testApp(UploadsModule).start();
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(size)]), 'a.bin');
    const answer = await fetch(`${running.url}/uploads`, { method: 'POST', body: form });
    const seen = (await answer.json()) as object;
    await running.telemetry.waitForIdle();
    await running.stop();
    expect(seen).toEqual({ id: answer.headers.get('x-request-id'), size });
    expect(running.telemetry).toHaveOneServerSpan({ name: 'POST /uploads', status: 201 });
  });
});
