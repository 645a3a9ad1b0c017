/** `npm run evaluate:sequences`: a model folder and the data in; HR@10 and NDCG@10 of the bytes that a browser would run out, and beside them float32 and 4 bits. */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {judgeFolder, usersToAsk, type Judged, type Protocol} from './evaluate.js';
import type {Bits} from './model.js';
import {drawNegatives, readNegatives, readRanks} from './protocol.js';
import {readSequences} from './read.js';
import {differing, protocolText, writeCard, type Figures} from './card.js';

const USAGE = 'Usage: npm run evaluate:sequences -- --data FILE --model DIR [--negatives FILE | --seed S] [--full] [--users N] [--expected FILE] [--json FILE] [--card NAME]';

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    data: {type: 'string'}, model: {type: 'string'}, negatives: {type: 'string'}, seed: {type: 'string', default: '0'}, users: {type: 'string'}, json: {type: 'string'},
    full: {type: 'boolean', default: false}, expected: {type: 'string'}, card: {type: 'string'},
  }});
  const {data, model, negatives, full, json, card} = values;
  const [seed, count] = [Number(values.seed), values.users === undefined ? undefined : Number(values.users)];
  if (data === undefined || model === undefined || !Number.isInteger(seed) || (count !== undefined && !(Number.isInteger(count) && count > 0))) throw new Error(USAGE);
  if (full && negatives !== undefined) throw new Error('Over the full catalogue nothing is drawn: give --full or --negatives, not both.');

  const sequences = await readSequences(data);
  const users = usersToAsk(sequences, count);
  const protocol: Protocol = full ? {kind: 'full'} : {kind: 'sampled', negatives: negatives === undefined ? drawNegatives(sequences, seed) : readNegatives(negatives, sequences)};
  const judgeAt = async (bits: Bits): Promise<Judged> => {
    let said = 0;
    return judgeFolder(model, bits, sequences, users, protocol, done => {
      if (done - said < users.length / 10 && done < users.length) return;
      said = done;
      process.stderr.write(`${bits}: ${done} of ${users.length} users\n`);
    });
  };
  const [served, float32, fourBit] = [await judgeAt('served'), await judgeAt('float32'), await judgeAt('4 bit')];
  const unlike = values.expected === undefined ? null : differing(float32.ranks, readRanks(values.expected, sequences.users.length, users));
  const figures: Figures = {protocol: full ? 'full' : 'sampled', drawn: full ? null : negatives === undefined ? `seed ${seed}` : 'fixed', users: users.length, catalogue: sequences.itemIds.length, unlike, served, float32, fourBit};
  process.stdout.write(`${protocolText(figures)}\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify(jsonOf(figures), null, 2));
  if (card !== undefined) writeCard(card, figures);
}

/** The fields that others read, then their intervals and every rank. */
function jsonOf({served, float32, fourBit, ...about}: Figures): Record<string, unknown> {
  const values = ({hr10, ndcg10}: Judged) => ({hr10: hr10.value, ndcg10: ndcg10.value});
  const whole = ({hr10, ndcg10, ranks, msPerUser}: Judged) => ({hr10, ndcg10, msPerUser, ranks: Array.from(ranks)});
  return {...about, ...values(served), float32: values(float32), fourBit: values(fourBit), intervals: {served: whole(served), float32: whole(float32), fourBit: whole(fourBit)}};
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
