/** The options of `npm start`. Plain Node, because they are read before the packages are there. */
import {parseArgs} from 'node:util';

export const USAGE = 'Usage: npm start -- [--port 8787] [--store DIR] [--models DIR] [--now TIME] [--require-token] [--origins LIST] [--rate CALLS]';

/**
 * @param {readonly string[]} args
 * @returns {{port: number, store: string | null, models: string | null, now: number | null, tokenRequired: boolean, origins: string[] | undefined, rate: number | undefined, help: boolean}}
 * Throws an Error whose message is one sentence when the arguments make no sense.
 */
export function readOptions(args) {
  const options = {
    port: {type: 'string', default: '8787'}, store: {type: 'string'}, models: {type: 'string'}, now: {type: 'string'}, 'require-token': {type: 'boolean', default: false},
    origins: {type: 'string'}, rate: {type: 'string'}, help: {type: 'boolean', short: 'h', default: false},
  };
  const {values, tokens} = parseArgs({args: [...args], options, strict: false, tokens: true});
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Error(`"${token.value}" is not an option.`);
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (!known) throw new Error(`There is no option ${token.rawName}.`);
    if (known.type === 'string' && !token.value) throw new Error(`${token.rawName} needs a value.`);
    if (known.type === 'boolean' && token.value !== undefined) throw new Error(`${token.rawName} takes no value.`);
  }
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  const now = values.now === undefined ? null : Date.parse(values.now);
  if (Number.isNaN(now)) throw new Error(`--now must be a time such as 2026-11-20T09:00Z, not "${values.now}".`);
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  if (rate !== undefined && !(rate >= 1 && rate <= 1_000_000)) throw new Error(`--rate must be a number of calls a second from 1 to 1000000, not "${values.rate}".`);
  return {port: Number(values.port), store: values.store ?? null, models: values.models ?? null, now, tokenRequired: values['require-token'], origins: originsOf(values.origins), rate, help: values.help};
}

/** Exactly as a browser writes them: what is compared letter by letter must be right at the start. */
function originsOf(list) {
  return list?.split(',').map(text => {
    if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text) throw new Error(`--origins must be origins such as https://ads.example, separated by commas, not "${text}".`);
    return text;
  });
}
