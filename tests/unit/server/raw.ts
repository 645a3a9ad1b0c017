/** Requests that no client library would send. */
import {connect} from 'node:net';
import {onTestFinished} from 'vitest';

export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Writes the parts to a socket of its own and resolves with the answer, whether or not all was read; rejects when there is none. */
export function raw(port: number, ...parts: readonly (string | Buffer)[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let said = '';
    const answer = () => {
      const [headers = '', body = ''] = said.split('\r\n\r\n');
      if (said.includes('\r\n\r\n')) resolve({status: Number(headers.slice(9, 12)), headers, body});
      else reject(new Error('There was no answer.'));
      socket.destroy();
    };
    socket.on('data', chunk => {
      said += chunk.toString();
      // Answers are short, and come with their length.
      const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? NaN);
      if (said.length >= said.indexOf('\r\n\r\n') + 4 + length) answer();
    });
    socket.once('close', answer).on('error', () => undefined);
    for (const part of parts) socket.write(part);
  });
}

/** A socket that has sent these parts and waits; it hangs up when the test is over. Resolves once they are sent. */
export function held(port: number, ...parts: readonly (string | Buffer)[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.concat(parts.map(part => Buffer.from(part))), () => resolve()));
    socket.once('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** The head of a batch of feedback. */
export const head = (headers: Readonly<Record<string, string | number>>): string =>
  `POST /inkling/v1/feedback HTTP/1.1\r\n${Object.entries({host: 'localhost', 'content-type': 'application/json', ...headers}).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
