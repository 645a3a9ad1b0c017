/** What keeps and sends on the page. Apart, because without consent nothing of it is needed; with consent it is asked for at the start, and here before anything is recorded. */
export {createFlusher} from './feedback/flush.js';
export {createTransport} from './feedback/transport.js';
export {createKeeping} from './keeping.js';
