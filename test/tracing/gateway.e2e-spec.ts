import { Module } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { from } from 'rxjs';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

@WebSocketGateway()
class ChatGateway {
  @Traced('say above')
  @SubscribeMessage('above')
  above(@MessageBody() text: string, @ConnectedSocket() socket: object) {
    return { event: 'said', data: `${text} ${typeof socket}` };
  }

  @SubscribeMessage('below')
  @Traced('say below')
  async below(@MessageBody() text: string, @ConnectedSocket() socket: object) {
    return { event: 'said', data: `${text} ${typeof socket}` };
  }

  @Traced('say twice')
  @SubscribeMessage('stream')
  stream(@MessageBody() text: string) {
    return from([1, 2].map(time => ({ event: 'said', data: `${text} ${time}` })));
  }
}

@Module({ providers: [ChatGateway] })
class ChatModule {}

describe.each(adapters)('@Traced() on messages of a WebSocket gateway beside %s', adapter => {
  let running: RunningTestApp;
  let socket: WebSocket;

  beforeAll(async () => {
    running = await testApp(ChatModule)
      .on(adapter)
      .with(app => void app.useWebSocketAdapter(new WsAdapter(app)))
      .start();
    socket = new WebSocket(running.url.replace('http', 'ws'));
    await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }));
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(async () => {
    socket.close();
    await running.stop();
  });

  const answers = (count: number) =>
    new Promise<string[]>(resolve => {
      const said: string[] = [];
      const listen = ({ data }: MessageEvent) => {
        said.push((JSON.parse(data as string) as { data: string }).data);
        if (said.length < count) return;
        socket.removeEventListener('message', listen);
        resolve(said);
      };
      socket.addEventListener('message', listen);
    });

  it.each(['above', 'below'])('answers, @Traced %s @SubscribeMessage', async order => {
    const answer = answers(1);
    socket.send(JSON.stringify({ event: order, data: 'hello' }));
    expect(await answer).toEqual(['hello object']);
    await running.telemetry.waitForIdle();
    expect(running.telemetry).toHaveSpan(`say ${order}`, { times: 1 });
  });

  it('streams an Observable', async () => {
    const answer = answers(2);
    socket.send(JSON.stringify({ event: 'stream', data: 'hello' }));
    expect(await answer).toEqual(['hello 1', 'hello 2']);
    await running.telemetry.waitForIdle();
    expect(running.telemetry).toHaveSpan('say twice', { times: 1 });
  });
});
