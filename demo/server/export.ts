/** `GET /inkling/v1/export`: the log as one Parquet stream, because a second process cannot open the store's file. */
import {createReadStream} from 'node:fs';
import {mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import type {Context} from 'hono';
import type {EventSink} from './event-sink.js';

/** With an account, its rows alone. The file on the way is removed when the stream ends, however it ends. */
export async function answerExport(c: Context, sink: EventSink, account: string | undefined): Promise<Response> {
  const directory = await mkdtemp(join(tmpdir(), 'inkling-export-'));
  const remove = () => rm(directory, {recursive: true, force: true});
  try {
    const file = join(directory, 'feedback.parquet');
    await sink.exportParquet(file, account);
    const {size} = await stat(file);
    const stream = createReadStream(file);
    stream.once('close', remove);
    return c.body(Readable.toWeb(stream) as ReadableStream<Uint8Array>, 200, {
      'content-type': 'application/vnd.apache.parquet',
      'content-length': String(size),
      'content-disposition': 'attachment; filename="inkling-feedback.parquet"',
      'cache-control': 'no-store',
    });
  } catch (error) {
    await remove();
    throw error;
  }
}
