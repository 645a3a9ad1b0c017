/**
 * The generator of the collector's load, a process of its own so that its CPU is told apart. Raw sockets and bodies made beforehand: what it costs is to be small beside what it measures.
 * Is sent a plan by its parent, answers with what it saw, and ends.
 */
import {connect} from 'node:net';
import {gzipSync} from 'node:zlib';
import {v7} from 'uuid';

const BATCH = 100;
const KINDS = ['impression', 'impression', 'impression', 'open', 'dismiss', 'navigate'];
const HEADERS_END = Buffer.from('\r\n\r\n');

process.once('message', plan => load(plan).then(seen => process.send(seen, () => process.exit(0)), error => {
  console.error(error);
  process.exit(1);
}));

/** Of what an SDK sends: 97 interactions, and 3 slates of 20 candidates. Ids are UUIDv7 of their time, as the SDK's are: a store's index lives by their order. */
function batch(account, at) {
  const envelope = (index, type) => ({specversion: '1.0', id: v7({msecs: at + index}), source: `/accounts/${account}/users/u_${index % 7}/devices/d-8f1c2a44`, type, time: new Date(at + index).toISOString()});
  const slate = index => `01a1f9f1-aaaa-7000-8000-${(index % 3).toString(16).padStart(12, '0')}`;
  return Array.from({length: BATCH}, (_, index) => {
    if (index % 33 === 0 && index > 0) return {...envelope(index, 'inkling.slate.served.v1'), data: served(slate(index))};
    const kind = KINDS[index % KINDS.length];
    const onCard = kind !== 'navigate';
    return {...envelope(index, 'inkling.interaction.v1'), data: {
      kind, visit: '01a1f9f1-bbbb-7000-8000-000000000001', surface: 'campaign-list', entity: {level: 'campaign', id: `cmp_${index % 12}`},
      ...(onCard && {placement: {slateId: slate(index), candidateId: `${account}-raise-budget-${index % 20}`, position: index % 20}, candidateType: 'raise-budget'}),
      ...(kind === 'dismiss' && {reason: 'not-relevant'}),
    }};
  });
}

const random = digits => Math.floor(Math.random() * 16 ** digits).toString(16).padStart(digits, '0');
const column = make => Array.from({length: 20}, (_, index) => make(index));

function served(slateId) {
  const number = () => Math.round(Math.random() * 1e6) / 1e6;
  return {
    slateId, visit: '01a1f9f1-bbbb-7000-8000-000000000001', surface: 'campaign-list',
    candidateIds: column(index => `raise-budget-${index}`), candidateVersions: column(() => '1'), serverScores: column(number), positions: column(index => index),
    scores: Array.from({length: 5}, () => column(number)), utilities: column(number), logPropensities: column(() => -number()), logPropensity: -number() * 10, pins: [], filters: [],
    policy: {id: 'plackett-luce', seed: random(12), temperature: 0.1, window: 1, places: 10, goal: [1, 0, 0, 0]}, model: null, featureSchema: '2', sdk: '0.1.0', backend: 'wasm', mode: 'rank', team: null,
  };
}

function requestOf({path, packed, callers}, index) {
  const {account, token} = callers[index % callers.length];
  const json = Buffer.from(JSON.stringify(batch(account, Date.now())));
  const body = packed ? gzipSync(json, {level: 6}) : json;
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/cloudevents-batch+json\r\n${packed ? 'content-encoding: gzip\r\n' : ''}content-length: ${body.length}\r\n\r\n`;
  return {bytes: Buffer.concat([Buffer.from(head), body]), size: json.length};
}

/** One connection that is kept; `send` resolves with the status and the body of the answer. */
async function open(port) {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let held = Buffer.alloc(0);
  let settle = null;
  const fail = error => settle?.reject(error ?? new Error('The server hung up.'));
  socket.on('error', fail).on('close', () => fail()).on('data', chunk => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = held.indexOf(HEADERS_END);
    if (end === -1) return;
    const head = held.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    const whole = end + 4 + length;
    if (held.length < whole) return;
    const answer = {status: Number(head.slice(9, 12)), body: held.subarray(end + 4, whole)};
    held = held.subarray(whole);
    settle.resolve(answer);
  });
  return {
    send: bytes => new Promise((resolve, reject) => {
      settle = {resolve, reject};
      socket.write(bytes);
    }),
    close: () => socket.destroy(),
  };
}

/** `perSecond` events, from a clock that waits for nobody, so that latency counts the wait for a free connection; without it, as many as are taken. */
async function load(plan) {
  const {port, connections, seconds, perSecond, prepare} = plan;
  const requests = Array.from({length: prepare}, (_, index) => requestOf(plan, index));
  const pool = await Promise.all(Array.from({length: connections}, () => open(port)));
  const latencies = [];
  let next = 0;
  let accepted = 0;
  let refused = 0;
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const ends = begun + seconds * 1000;
  const gap = perSecond ? BATCH * 1000 / perSecond : 0;

  await Promise.all(pool.map(async connection => {
    while (next < requests.length) {
      const index = next++;
      const due = begun + index * gap;
      if (performance.now() >= ends || due >= ends) break;
      if (perSecond && due > performance.now()) await new Promise(resolve => setTimeout(resolve, due - performance.now()));
      const from = perSecond ? due : performance.now();
      const {status, body} = await connection.send(requests[index].bytes);
      latencies.push(performance.now() - from);
      if (status !== 200) refused += 1;
      else if (plan.counted) accepted += JSON.parse(body).accepted.length;
      else accepted += BATCH;
    }
  }));
  const wall = (performance.now() - begun) / 1000;
  const {user, system} = process.cpuUsage(cpu);
  for (const connection of pool) connection.close();
  return {events: accepted, refused, seconds: wall, latencies, cpuSeconds: (user + system) / 1e6, batchBytes: requests[0].size, bodyBytes: requests[0].bytes.length, ranOut: next >= requests.length && performance.now() < ends};
}
