/** In one file: each file more is a request more. */
export {Debug} from './debug.js';
export {getOutcomes, postApply} from './server.js';
