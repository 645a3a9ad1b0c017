/** Lines drawn as SVG: the sparkline of a cell and the chart of a page. */
import {element, svg} from './dom.js';

type Point = readonly [x: number, y: number];

const path = (points: readonly Point[]): string => points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

function place(values: readonly number[], low: number, high: number, left: number, top: number, width: number, height: number): Point[] {
  const span = high - low || 1;
  return values.map((value, at) => [left + (at * width) / Math.max(1, values.length - 1), top + height - ((value - low) / span) * height]);
}

/** A word-sized line; says its course through `label`, or is silent beside a figure that does. */
export function sparkline(values: readonly number[], label?: string): SVGSVGElement {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const points = place(values, low, high, 2, 4, 86, 20);
  const last = points.at(-1);
  return svg('svg', {class: 'sparkline', viewBox: '0 0 92 28', ...(label === undefined ? {'aria-hidden': 'true'} : {role: 'img', 'aria-label': label})},
    svg('path', {class: 'area', d: `${path(points)}L88 28L2 28Z`}),
    svg('path', {d: path(points)}),
    last && svg('circle', {cx: last[0].toFixed(1), cy: last[1].toFixed(1), r: 2.2}));
}

/** A round number at or above `value`, with three or four steps to it. */
function ceiling(value: number): {top: number; step: number} {
  if (value <= 0) return {top: 1, step: 0.5};
  const size = 10 ** Math.floor(Math.log10(value / 3));
  const step = [1, 2, 2.5, 5, 10].map(factor => factor * size).find(candidate => candidate * 4 >= value) ?? 10 * size;
  return {top: Math.ceil(value / step) * step, step};
}

export interface ChartOptions {
  readonly label: string;
  readonly values: readonly number[];
  /** One a value: what the day is called. */
  readonly days: readonly string[];
  write(value: number): string;
  brief(value: number): string;
  /** Pixels. */
  readonly height: number;
}

const LEFT = 46;
const BOTTOM = 22;
const TOP = 8;
/** Pixels between two names of days, at least. */
const DAY_GAP = 90;

interface Drawing {
  readonly picture: SVGSVGElement;
  readonly points: readonly Point[];
  /** Stands on the day that is read. */
  readonly cross: SVGGElement;
}

function draw({values, days, height, label, brief}: ChartOptions, width: number): Drawing {
  const {top, step} = ceiling(Math.max(...values, 0));
  const inner = Math.max(40, width - LEFT - 8);
  const floor = height - BOTTOM;
  const points = place(values, 0, top, LEFT, TOP, inner, floor - TOP);
  const picture = svg('svg', {viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': label});
  for (let level = 0; level <= top + step / 2; level += step) {
    const y = floor - (level / top) * (floor - TOP);
    picture.append(svg('line', {class: 'grid', x1: LEFT, x2: LEFT + inner, y1: y, y2: y}), svg('text', {x: LEFT - 8, y: y + 4, 'text-anchor': 'end'}, brief(level)));
  }
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(inner / DAY_GAP))));
  points.forEach(([x], at) => {
    if ((days.length - 1 - at) % every === 0) picture.append(svg('text', {x, y: height - 4, 'text-anchor': at === days.length - 1 ? 'end' : 'middle'}, days[at]));
  });
  const [first, last] = [points[0], points.at(-1)];
  if (first && last) picture.append(svg('path', {class: 'area', d: `${path(points)}L${last[0]} ${floor}L${first[0]} ${floor}Z`}), svg('path', {class: 'line', d: path(points)}));
  const cross = svg('g', {visibility: 'hidden'}, svg('line', {class: 'cross', y1: TOP, y2: floor}), svg('circle', {class: 'spot', r: 4}));
  picture.append(cross);
  return {picture, points, cross};
}

/** A line over days that is drawn again at each width; the pointer and the arrow keys read a day from it. */
export function chart(options: ChartOptions): HTMLElement {
  const {values, days, height, label} = options;
  const last = values.length - 1;
  let drawing: Drawing | undefined;
  const tip = element('div', {class: 'chart-tip', 'aria-hidden': 'true', hidden: true});
  const reader = element('input', {
    type: 'range', class: 'chart-reader', min: 0, max: last, value: last, 'aria-label': `${label}; day by day`,
    oninput: () => read(Number(reader.value)), onfocus: () => read(Number(reader.value)), onblur: () => leave(),
  });
  const root = element('div', {class: 'chart', onpointermove: (event: PointerEvent) => read(nearest(event.clientX)), onpointerleave: () => leave()}, tip, reader);
  root.style.minHeight = `${height}px`;

  const nearest = (clientX: number): number => {
    const x = clientX - root.getBoundingClientRect().left;
    const points = drawing?.points ?? [];
    return points.reduce((best, [left], at) => (Math.abs(left - x) < Math.abs((points[best]?.[0] ?? Infinity) - x) ? at : best), 0);
  };
  const read = (at: number): void => {
    const point = drawing?.points[at];
    const [line, spot] = drawing?.cross.children ?? [];
    if (drawing === undefined || point === undefined) return;
    const [x, y] = point;
    const [name, written] = [days[at] ?? '', options.write(values[at] ?? 0)];
    drawing.cross.setAttribute('visibility', 'visible');
    line?.setAttribute('x1', String(x));
    line?.setAttribute('x2', String(x));
    spot?.setAttribute('cx', String(x));
    spot?.setAttribute('cy', String(y));
    reader.value = String(at);
    reader.setAttribute('aria-valuetext', `${name}: ${written}`);
    tip.replaceChildren(element('b', {}, written), ` ${name}`);
    tip.hidden = false;
    const left = Math.min(Math.max(0, x - tip.offsetWidth / 2), root.clientWidth - tip.offsetWidth);
    tip.style.translate = `${left}px ${Math.max(0, y - tip.offsetHeight - 12)}px`;
  };
  const leave = (): void => {
    drawing?.cross.setAttribute('visibility', 'hidden');
    tip.hidden = true;
  };

  new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0;
    if (width === 0) return;
    drawing?.picture.remove();
    drawing = draw(options, width);
    root.prepend(drawing.picture);
  }).observe(root);
  return root;
}
