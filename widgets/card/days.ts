/** Days in an account's time zone; the device's own where it is left out or is none that the browser knows. */

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const options = {year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn'} as const;
  try {
    return new Intl.DateTimeFormat('en', {...options, timeZone});
  } catch {
    return new Intl.DateTimeFormat('en', options);
  }
}

function wallClock(at: number, timeZone: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(formatIn(timeZone).formatToParts(at).map(({type, value}) => [type, value]));
}

/** @returns `2026-11-20` */
export function isoDay(at: number, timeZone?: string): string {
  const {year, month, day} = wallClock(at, timeZone);
  return `${year}-${month}-${day}`;
}

/** When that day begins there, in epoch ms. @param day - `2026-11-20` */
export function dayStart(day: string, timeZone?: string): number {
  const wanted = Date.parse(`${day}T00:00Z`);
  let at = wanted;
  // The clock's distance from Greenwich is another one before a change of it: the second round has it.
  for (let round = 0; round < 2; round++) {
    const {year, month, day: date, hour, minute} = wallClock(at, timeZone);
    at += wanted - Date.parse(`${year}-${month}-${date}T${hour}:${minute}Z`);
  }
  return at;
}
