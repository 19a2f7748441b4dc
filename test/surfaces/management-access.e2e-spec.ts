import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ManagementListener, ObservabilityModule, type ObservabilityOptions } from 'nestjs-observability';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { OrdersModule, startManaged as start, token } from './support/managed-app.js';
import { askManagement } from './support/management-client.js';

describe('The management listener', () => {
  let restore: () => void = () => undefined;
  const open: RunningTestApp[] = [];
  afterEach(async () => {
    restore();
    for (const running of open.splice(0)) await running.stop();
  });
  const startOne = async (
    management: ObservabilityOptions['management'],
    more: ObservabilityOptions = {},
  ) => {
    const one = await start('fastify', management, more);
    open.push(one);
    return one;
  };

  it('asks for the token where one is set, in constant words', async () => {
    const { ask } = await startOne({ port: 0, token });
    for (const path of ['/switches', '/health/details']) {
      for (const authorization of [
        undefined,
        'Bearer wrong',
        `Basic ${token}`,
        `Bearer ${token}x`,
        'Bearer ',
      ]) {
        const refused = await ask(path, authorization === undefined ? {} : { headers: { authorization } });
        expect(refused).toMatchObject({
          status: 401,
          headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) },
        });
        expect(refused.text).not.toContain(token);
      }
      expect((await ask(path, { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
    }
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('is turned on by a variable, and guarded by another', async () => {
    restore = setEnvironment({ OBSERVABILITY_MANAGEMENT_PORT: '0', OBSERVABILITY_MANAGEMENT_TOKEN: token });
    const { ask } = await startOne(undefined);
    expect((await ask('/switches')).status).toBe(401);
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('shows other hosts metrics and bare health alone when it has no token', async () => {
    const { ask } = await startOne({ port: 0, host: '0.0.0.0', switches: false });
    expect((await ask('/')).json).toEqual({ paths: ['/', '/healthz', '/ready', '/metrics'] });
    expect((await ask('/metrics', { headers: { host: 'pod-7.example' } })).status).toBe(200);
  });

  it('says what cannot be switched, and switches nothing then', async () => {
    const { ask } = await startOne({ port: 0 }, { tracing: false, logging: false });
    const answer = await ask('/switches', {
      method: 'POST',
      json: { ratio: 0, level: 'debug', signals: false },
    });
    expect(answer).toMatchObject({
      status: 409,
      json: { problems: [expect.stringMatching(/^level/), expect.stringMatching(/^ratio/)] },
    });
    expect((await ask('/switches')).json).toEqual({
      signals: { traces: { now: false }, metrics: { now: true }, logs: { now: false } },
    });
  });

  it('comes with options of a factory', async () => {
    const observability = ObservabilityModule.forRootAsync({
      useFactory: () => ({ management: { port: 0 }, logging: { destination: { write: () => true } } }),
    });
    @Module({ imports: [observability, OrdersModule] })
    class AppModule {}
    const running = await testApp(AppModule).observedWith('own').start();
    open.push(running);
    const url = running.app.get(ManagementListener).url ?? '';
    expect((await askManagement(`${url}/metrics`)).status).toBe(200);
    expect((await running.client.get('/metrics')).status).toBe(404);
  });

  it('serves an application without an HTTP adapter, and ends with it', async () => {
    @Module({
      imports: [
        ObservabilityModule.forRoot({
          management: { port: 0 },
          logging: { destination: { write: () => true } },
        }),
      ],
    })
    class WorkerModule {}
    const app = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
    const url = app.get(ManagementListener).url ?? '';
    expect((await askManagement(`${url}/ready`)).json).toEqual({ status: 'ok' });
    expect((await askManagement(`${url}/metrics`)).text).toContain('target_info');
    await app.close();
    await expect(askManagement(`${url}/ready`)).rejects.toThrow('ECONNREFUSED');
  });

  it('fails the bootstrap when its port is taken, and says how to go on', async () => {
    const blocker: Server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    await expect(start('express', { port })).rejects.toThrow(
      new RegExp(
        `management\\.port.*is taken \\(EADDRINUSE\\)[^]*127\\.0\\.0\\.1:${port}[^]*give management\\.port another port`,
      ),
    );
    await new Promise(resolve => blocker.close(resolve));
  });
});
