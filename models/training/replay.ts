/**
 * A log in, tensors out: every device is lived through again with the summary and the encoder of the page, and each slate's encoding is written
 * down with what came of it. A slate whose encoding does not have the digest that was logged is dropped and counted [F8].
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {digestOf} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import type {FeatureSchema} from '../../src/ranking-types.js';
import {baseSchema} from './base-schema.js';
import {LABEL_COLUMNS, labelsOf} from './labels.js';
import {BadLog, openLog, type Log} from './log.js';
import {eachSlate, encoded} from './relive.js';
import {createRows} from './shards.js';

export interface Replay {
  readonly schema: FeatureSchema;
  readonly about: Log['about'];
  readonly slates: number;
  readonly cards: number;
  readonly examined: number;
  readonly applies: number;
  /** Slates left out, by reason. */
  readonly dropped: {readonly digest: number; readonly noContext: number; readonly noCandidates: number; readonly schema: number};
}

/** Columns of slates.npy. */
const SLATE_COLUMNS = ['history', 'historyCount', 'candidates', 'candidateCount', 'same', 'account'] as const;

/** Writes the shards of a log directory into `out`. Throws `BadLog` with a sentence. */
export async function replay(folder: string, out: string): Promise<Replay> {
  const log = await openLog(folder);
  const schema = readSchema(baseSchema(log.vocabulary));
  mkdirSync(out, {recursive: true});
  const rows = {
    history: createRows(join(out, 'history.npy'), 'float16', schema.history.length),
    candidates: createRows(join(out, 'candidates.npy'), 'float16', schema.candidates.length),
    context: createRows(join(out, 'context.npy'), 'int8', schema.context.length),
    same: createRows(join(out, 'same.npy'), 'uint8', 0),
    labels: createRows(join(out, 'labels.npy'), 'float32', LABEL_COLUMNS.length),
    slates: createRows(join(out, 'slates.npy'), 'int64', SLATE_COLUMNS.length),
  };
  const accounts = new Map<string, number>();
  const dropped = {digest: 0, noContext: 0, noCandidates: 0, schema: 0};
  let other: string | null = null;
  let examined = 0;
  let applies = 0;

  await eachSlate(log, slate => {
    const {account, event} = slate;
    if (!accounts.has(account)) accounts.set(account, accounts.size);
    if (event.data.context !== undefined && event.data.featureSchema !== schema.version) {
      dropped.schema++;
      other = event.data.featureSchema;
      return;
    }
    const batch = encoded(slate, schema);
    if (!batch) dropped[slate.candidates ? 'noContext' : 'noCandidates']++;
    else if (event.data.digest !== undefined && digestOf(batch, 0) !== event.data.digest) dropped.digest++;
    else {
      const past = batch.historyMask.reduce((sum, mask) => sum + mask, 0);
      const count = batch.counts[0] ?? 0;
      rows.slates.append([rows.history.rows, past, rows.candidates.rows, count, rows.same.rows, accounts.get(account) ?? 0]);
      rows.history.append(batch.history.subarray(0, past * schema.history.length));
      rows.candidates.append(batch.candidates.subarray(0, count * schema.candidates.length));
      rows.context.append(batch.context.map(value => Math.round(value * 16)));
      for (let n = 0; n < count; n++) rows.same.append(batch.sameEntity.subarray(n * batch.historyLength, n * batch.historyLength + past));
      for (const labels of labelsOf(event, slate.answers)) {
        rows.labels.append(LABEL_COLUMNS.map(name => labels[name]));
        examined += labels.examined;
        applies += labels.apply || 0;
      }
    }
  });

  const cards = rows.candidates.rows;
  const slates = rows.slates.rows;
  for (const file of Object.values(rows)) file.close();
  if (slates === 0 && other !== null) {
    throw new BadLog(`The log was encoded with the feature schema ${other}, this version makes ${schema.version}; make the log again, or train with the version that wrote it.`);
  }
  if (slates === 0) {
    throw new BadLog(`No slate of ${join(folder, 'events.jsonl')} can be used: ${dropped.noContext} without an encoded context, ${dropped.noCandidates} with unknown candidates, ${dropped.digest} whose encoding differs.`);
  }
  const historyColumn = (name: string) => schema.history.findIndex(column => column.name === name);
  writeFileSync(join(out, 'shards.json'), JSON.stringify({
    historyLength: schema.historyLength, lagColumn: historyColumn('lag'), visitColumn: historyColumn('same-visit'), shownColumn: historyColumn('kind=impression'),
    historyColumns: schema.history.map(column => column.name), labels: LABEL_COLUMNS, slates: SLATE_COLUMNS,
  }));
  return {schema, about: log.about, slates, cards, examined, applies, dropped};
}
