/** How much feedback the reference server takes, how fast it answers, and how much memory it needs under abuse. Commit before answer throughout. */
import {fork, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {clearInterval, clearTimeout, setInterval} from 'node:timers';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {DuckDBInstance} from '@duckdb/node-api';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CONNECTIONS = 50;
/** Long enough for a checkpoint or two: what a shorter run says of latency depends on whether it met one. */
const HALF_SECONDS = 60;
const TICKS_PER_SECOND = 100;
const round = (value, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
const quantile = (sorted, q) => round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN, 2);

/** @param seconds of each measurement @param target events a second, half of which is the load for latency */
export async function measureCollector({seconds = 15, target = 5000, profile = false} = {}) {
  const floor = await withServer(['tests/bench/collector-floor.mjs'], server => loads(server, {path: '/feedback', counted: false, callers: [{account: 'act_1', token: 'none'}], seconds, target}));
  const store = mkdtempSync(join(tmpdir(), 'inkling-collector-'));
  try {
    const flags = profile ? ['--cpu-prof', '--cpu-prof-dir=.cache/profile'] : [];
    const ours = await withServer([...flags, '--import', 'tsx', 'demo/server/main.ts', '--port', '0', '--store', store, '--require-token'], async server => {
      const callers = await callersOf(server.url);
      const measured = await loads(server, {path: '/inkling/v1/feedback', counted: true, callers, seconds, target});
      return {...measured, abuse: await abuse(server, callers[0], callers[1])};
    });
    const answered = [ours.warmUp, ours.packed, ours.plain, ours.half, ours.abuse.honest].reduce((sum, {events}) => sum + events, 0);
    return {connections: CONNECTIONS, batch: 100, seconds, target, floor, ours, ratio: {packed: round(ours.packed.perSecond / floor.packed.perSecond, 3), plain: round(ours.plain.perSecond / floor.plain.perSecond, 3)}, answered, stored: await storedIn(store)};
  } finally {
    rmSync(store, {recursive: true, force: true});
  }
}

async function loads(server, {seconds, target, ...plan}) {
  const run = (packed, perSecond, prepare, lasting = seconds) => measured(server, {...plan, packed, perSecond, seconds: lasting, prepare, connections: CONNECTIONS, port: server.port});
  const warmUp = await measured(server, {...plan, packed: true, seconds: 3, prepare: 300, connections: CONNECTIONS, port: server.port});
  return {warmUp, packed: await run(true, 0, seconds * 400), plain: await run(false, 0, seconds * 250), half: await run(true, target / 2, Math.ceil(HALF_SECONDS * target / 200), HALF_SECONDS)};
}

async function measured(server, plan) {
  const generator = fork(join(root, 'tests/bench/collector-load.mjs'));
  const ready = new Promise((resolve, reject) => generator.once('message', resolve).once('exit', code => reject(new Error(`The generator ended with ${code}.`))));
  const before = server.cpu();
  let highest = 0;
  const sampling = setInterval(() => { highest = Math.max(highest, server.memory()); }, 100);
  generator.send(plan);
  const {latencies, ...seen} = await ready;
  clearInterval(sampling);
  latencies.sort((a, b) => a - b);
  return {
    perSecond: Math.round(seen.events / seen.seconds), p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95), p99: quantile(latencies, 0.99), worst: quantile(latencies, 1),
    events: seen.events, refused: seen.refused, ranOut: seen.ranOut, batchBytes: seen.batchBytes, bodyBytes: seen.bodyBytes,
    generatorCores: round(seen.cpuSeconds / seen.seconds, 2), serverCores: round((server.cpu() - before) / seen.seconds, 2), rssMiB: highest,
  };
}

/** Twenty callers at a time send gzip bombs, bodies without end, bodies that stop half way, and nests, while an honest one of another account goes on. */
async function abuse(server, caller, honestCaller) {
  const head = extra => `POST /inkling/v1/feedback HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${caller.token}\r\ncontent-type: application/json\r\n${extra}\r\n`;
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), {level: 9});
  const megabyte = Buffer.alloc(1024 * 1024, 0x20);
  const chunk = Buffer.concat([Buffer.from(`${megabyte.length.toString(16)}\r\n`), megabyte, Buffer.from('\r\n')]);
  const nest = Buffer.alloc(1024 * 1024 - 8, 0x5b);
  const attacks = [
    ['bomb', socket => { socket.write(head(`content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n`)); socket.write(bomb); }],
    ['endless', socket => { socket.write(head('transfer-encoding: chunked\r\n')); for (let at = 0; at < 8; at += 1) socket.write(chunk); }],
    ['nest', socket => { socket.write(head(`content-length: ${nest.length}\r\n`)); socket.write(nest); }],
    ['declared', socket => { socket.write(head('content-length: 1000000000\r\n')); }],
    ['slow', socket => { socket.write(head('content-length: 1000000\r\n')); socket.write(megabyte.subarray(0, 900_000)); }],
  ];
  const before = server.memory();
  let highest = before;
  const sampling = setInterval(() => { highest = Math.max(highest, server.memory()); }, 50);
  const statuses = {};
  const strike = ([name, send]) => new Promise(resolve => {
    const socket = connect(server.port, '127.0.0.1', () => send(socket));
    const patience = setTimeout(() => done('waits'), 2000);
    const done = said => {
      clearTimeout(patience);
      const key = `${name} ${said}`;
      statuses[key] = (statuses[key] ?? 0) + 1;
      socket.destroy();
      resolve();
    };
    socket.once('data', answer => done(answer.toString('latin1', 9, 12))).on('error', () => done('cut'));
  });
  const ends = performance.now() + 10_000;
  const lanes = Array.from({length: 20}, async (_, lane) => {
    for (let turn = lane; performance.now() < ends; turn += 1) await strike(attacks[turn % attacks.length]);
  });
  const honest = await measured(server, {path: '/inkling/v1/feedback', counted: true, callers: [honestCaller], packed: true, perSecond: 500, seconds: 10, prepare: 50, connections: 5, port: server.port});
  await Promise.all(lanes);
  clearInterval(sampling);
  await wait(500);
  return {rssBeforeMiB: before, rssHighestMiB: highest, rssAfterMiB: server.memory(), statuses, honest: {events: honest.events, refused: honest.refused, p99: honest.p99}};
}

/** In words, on the console. */
export function sayCollector({connections, batch, floor, ours, ratio, answered, stored}) {
  console.log(`Collector: ${connections} connections, batches of ${batch}, commit before answer. packed and plain: as fast as they are answered; half: at half the target, latency from when a batch was due. floor: a bare handler that reads and answers.`);
  const row = ({perSecond, p50, p95, p99, refused, generatorCores, serverCores, rssMiB}) => ({'events/s': perSecond, p50, p95, p99, refused, 'generator, cores': generatorCores, 'server, cores': serverCores, 'RSS, MiB': rssMiB});
  console.table({'packed, ours': row(ours.packed), 'packed, floor': row(floor.packed), 'plain, ours': row(ours.plain), 'plain, floor': row(floor.plain), 'half, ours': row(ours.half), 'half, floor': row(floor.half)});
  console.log(`Ours to floor: ${ratio.packed} packed, ${ratio.plain} plain. Named accepted: ${answered}; in the store afterwards: ${stored}.`);
  console.log(`Under abuse: RSS ${ours.abuse.rssBeforeMiB} MiB before, ${ours.abuse.rssHighestMiB} at most, ${ours.abuse.rssAfterMiB} after; an honest caller's p99 ${ours.abuse.honest.p99} ms, ${ours.abuse.honest.refused} refused. Answers: ${Object.entries(ours.abuse.statuses).map(([name, count]) => `${name} × ${count}`).join(', ')}.`);
}

async function callersOf(url) {
  const post = (path, body) => fetch(`${url}${path}`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}).then(answer => answer.json());
  const {accounts} = await (await fetch(`${url}/demo/api/accounts`)).json();
  return Promise.all(accounts.map(async ({id}) => ({account: id, token: (await post('/demo/api/token', {account: id})).token})));
}

async function storedIn(store) {
  const instance = await DuckDBInstance.create(join(store, 'feedback.duckdb'));
  const connection = await instance.connect();
  const [[count]] = (await connection.runAndReadAll('SELECT count(*) FROM events')).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return Number(count);
}

async function withServer(args, use) {
  const child = spawn(process.execPath, args, {cwd: root, stdio: ['ignore', 'pipe', 2]});
  try {
    const url = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', chunk => {
        const found = /Inkling demo: (http\S+)\/\n/.exec(said += chunk)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', code => reject(new Error(`The server ended with ${code}: ${said}`)));
    });
    return await use({url, port: Number(new URL(url).port), cpu: () => cpuSeconds(child.pid), memory: () => residentMiB(child.pid)});
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

/** Of user and system together, all threads; from Linux's own books, elsewhere NaN. */
function cpuSeconds(pid) {
  const fields = read(`/proc/${pid}/stat`)?.split(') ')[1]?.split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND : NaN;
}

function residentMiB(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? '')?.[1]) / 1024);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
