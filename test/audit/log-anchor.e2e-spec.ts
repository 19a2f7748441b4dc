import { Module } from '@nestjs/common';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { LogAnchor } from '../../libs/observability/dist/audit/anchors/log-anchor.js';
import { openCheckpoint, signCheckpoint } from '../../libs/observability/dist/audit/evidence/checkpoint.js';
import { NoteSigner } from '../../libs/observability/dist/audit/evidence/note-signer.js';
import { witnessLines } from '../../libs/observability/dist/audit/verify/witness-lines.js';
import { Telemetry } from '../../libs/observability/dist/sdk/telemetry.js';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp } from '../support/test-app.js';

@Module({})
class EmptyModule {}

describe.each(adapters)('Checkpoints on %s', adapter => {
  it('leave by the log and by OTLP, and can be verified where they arrive', async () => {
    const receiver = await OtlpReceiver.start();
    const restore = setEnvironment({});
    const lines: string[] = [];
    const { app, stop } = await testApp(EmptyModule)
      .on(adapter)
      .observedWith({
        otlp: { endpoint: receiver.endpoint },
        logging: { destination: { write: line => void lines.push(line) } },
      })
      .start();
    const origin = 'shop/audit/main';
    const signer = new NoteSigner(origin, generateKeyPairSync('ed25519').privateKey);
    // Many, because what masks secrets in lines must leave every root and signature alone.
    const checkpoints = Array.from({ length: 300 }, (_, index) => ({
      origin,
      size: index + 1,
      root: randomBytes(32),
    }));
    // As the audit trail does with the anchors that it is given.
    const anchor = new LogAnchor().through(app.get(Telemetry).logging?.lines.evidence);
    for (const checkpoint of checkpoints) {
      anchor.publish({ ...checkpoint, stream: 'main', note: signCheckpoint(checkpoint, [signer]) });
    }
    await stop();
    restore();
    await receiver.stop();

    const roots: string[] = [];
    for await (const line of witnessLines(Readable.from(lines))) {
      if (line.kind === 'checkpoint') roots.push(hex(openCheckpoint(line.note, [signer.verifier]).root));
    }
    const sent = receiver.logRecords.filter(({ body }) => body === 'audit.checkpoint');
    const arrived = sent.map(({ attributes }) =>
      hex(openCheckpoint(String(attributes['audit.note']), [signer.verifier]).root),
    );
    expect(roots).toEqual(checkpoints.map(({ root }) => hex(root)));
    expect(arrived).toEqual(roots);
    expect(sent[0]?.attributes).toMatchObject({
      'audit.stream': 'main',
      'audit.origin': origin,
      'audit.size': 1,
    });
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
