import type { IncomingMessage } from 'node:http';
import { Redactor } from '../../redaction/redactor.js';
import { capturedBody } from './captured-body.js';

const redactor = new Redactor();
const request = (type: string | undefined, parts: object): object => ({
  headers: { 'content-type': type } as IncomingMessage['headers'],
  ...parts,
});
const bodyOf = (type: string | undefined, parts: object, length = 2_048) =>
  capturedBody(request(type, parts), redactor, length);

describe('The body of a request', () => {
  it('is recorded as JSON, redacted', () => {
    const body = { user: 'ada', login: { password: 'x' }, note: 'token=abc1' };
    const shown = '{"user":"ada","login":{"password":"[REDACTED]"},"note":"token=[REDACTED]"}';
    expect(bodyOf('application/json; charset=utf-8', { body })).toBe(shown);
    expect(bodyOf('application/vnd.api+json', { body })).toBe(shown);
    expect(bodyOf('application/x-www-form-urlencoded', { body })).toBe(shown);
    expect(capturedBody({ raw: request('application/json', {}), body }, redactor, 2_048)).toBe(shown);
  });

  it('is cut after it was redacted', () => {
    expect(bodyOf('application/json', { body: { password: 'x'.repeat(200), a: 1 } }, 20)).toBe(
      '{"password":"[REDACT...',
    );
  });

  it('of several parts shows the names of fields and files alone', () => {
    const body = Object.assign(Object.create(null) as object, { name: 'Ada', password: 'x' });
    const files = [{ fieldname: 'photo', buffer: Buffer.from('x') }];
    expect(bodyOf('multipart/form-data; boundary=a', { body, files })).toBe(
      '{"fields":["name","password","photo"]}',
    );
    expect(bodyOf('multipart/form-data; boundary=a', { file: { fieldname: 'a' } })).toBe('{"fields":["a"]}');
    expect(bodyOf('multipart/form-data; boundary=a', {})).toBeUndefined();
  });

  it.each<[string, string | undefined, object]>([
    ['nobody parsed', 'application/json', {}],
    ['is empty', 'application/json', { body: {} }],
    ['is a text', 'text/plain', { body: 'password=x' }],
    ['is bytes', 'application/json', { body: Buffer.from('x') }],
    ['has no type', undefined, { body: { a: 1 } }],
    ['is XML', 'application/xml', { body: { a: 1 } }],
  ])('that %s is left out', (_name, type, parts) => expect(bodyOf(type, parts)).toBeUndefined());

  it('runs no code of what a parser made', () => {
    const body = {
      get lazy() {
        throw new Error('this code must never run');
      },
    };
    expect(bodyOf('application/json', { body })).toBe('{"lazy":"[Getter]"}');
  });
});
