/** The public entry: it only points. */
export {createInsights} from './client.js';
export {InklingError, type ErrorName} from './errors.js';
export type * from './insights-types.js';
export {BACKENDS, CARD_KINDS, DISMISS_REASONS, HEADS, HOST_KINDS, MODES, NAMESPACES, SURFACES, TEAMS} from './types.js';
export type * from './types.js';
export type * from './wire-types.js';
