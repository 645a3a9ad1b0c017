/** What Chromium's own trace says of a page's thread. Begun by `browser.startTracing(page, {categories: CATEGORIES})`; the two marks are made in the page by `performance.mark`. */

export const CATEGORIES = ['toplevel', 'blink.user_timing', 'v8'];

const isProtocol = ({args}) => args?.chrome_mojo_event_info?.mojo_interface_tag === 'blink.mojom.DevToolsSession';
const isCollection = ({name}) => /^(V8\.GC|MajorGC|MinorGC)/.test(name);

/**
 * Every task of the page's own thread between the two marks, ms: its length on the clock and, where the trace knows it, on the processor: what else the machine does lengthens the one and not the other.
 * `of`: the page's own; the `protocol`'s by which a test asks for things; or nothing but the `collection` of garbage, the test's handles among it.
 */
export function tasksBetween(buffer, from, to) {
  const {traceEvents} = JSON.parse(buffer.toString());
  const [begin, end] = [from, to].map(mark => traceEvents.find(({name}) => name === mark));
  if (!begin || !end) throw new Error(`The trace has lost its marks ${from} and ${to}.`);
  const spans = traceEvents.filter(({ph, pid, tid, ts, dur}) => ph === 'X' && pid === begin.pid && tid === begin.tid && ts + dur > begin.ts && ts < end.ts);
  const [protocol, collections] = [isProtocol, isCollection].map(is => spans.filter(is));
  const holds = (task, others, share) => others.some(({ts, dur}) => ts >= task.ts && ts + dur <= task.ts + task.dur && dur >= share * task.dur);
  return spans.filter(({name}) => /RunTask$/.test(name)).map(task => {
    const {ts, dur, tdur = dur} = task;
    return {
      wall: (Math.min(ts + dur, end.ts) - Math.max(ts, begin.ts)) / 1000, processor: Math.min(tdur, dur) / 1000,
      of: holds(task, protocol, 0) ? 'protocol' : holds(task, collections, 0.9) ? 'collection' : 'page',
    };
  });
}
