/** In the page of `npm run bench -- --only inline`: a table whose every row has a line, over the built package. */
import type {Insights} from '../../src/insights-types.js';

interface Line extends HTMLElement {
  readonly item: object | null;
}

const CELLS = 6;

/** The host's own table, which stands before anything of ours does; one cell a row waits for its line. */
function table(rows: number): HTMLTableCellElement[] {
  const body = document.createElement('tbody');
  const cells = Array.from({length: rows}, (_, row) => {
    const tr = body.insertRow();
    const first = tr.insertCell();
    first.textContent = `Campaign ${row}`;
    for (let cell = 1; cell < CELLS; cell += 1) tr.insertCell().textContent = String(row * cell);
    return first;
  });
  const whole = document.createElement('table');
  whole.append(body);
  document.body.append(whole);
  return cells;
}

const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));

/** From the lines' coming into the page to the last one drawn; marked for whoever traces. */
export async function measureLines(client: Insights, rows: number): Promise<{readonly ms: number; readonly rankCalls: number}> {
  await import(/* @vite-ignore */ new URL('/inkling/define.js', location.href).href);
  await customElements.whenDefined('inkling-inline');
  const cells = table(rows);
  const provider = Object.assign(document.createElement('inkling-provider'), {client});
  document.body.append(provider);
  provider.append(...document.querySelectorAll('table'));
  await frame();
  await frame();

  let rankCalls = 0;
  const {postMessage} = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: {path?: string[]}, ...rest: never[]) {
    rankCalls += Number(message?.path?.[0] === 'rank');
    postMessage.call(this, message, ...rest);
  };
  const begun = performance.now();
  performance.mark('lines-begin');
  const lines = cells.map((cell, row) => {
    const line = document.createElement('inkling-inline') as Line;
    line.setAttribute('entity-level', 'campaign');
    line.setAttribute('entity-id', `c${row}`);
    cell.append(line);
    return line;
  });
  while (lines.some(line => line.item === null)) await frame();
  await frame();
  performance.mark('lines-end');
  MessagePort.prototype.postMessage = postMessage;
  return {ms: performance.now() - begun, rankCalls};
}
