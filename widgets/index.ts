/** The widgets as classes. Importing this registers nothing; `inkling/define` does. */
export {InklingCard} from './card/card.js';
export type {CardState} from './card/state.js';
export {InklingConnectEvent, type ApplyRequest, type Connection} from './client-context.js';
export type {Clock} from './clock.js';
export * from './events.js';
export {offerLanguage} from './language.js';
export {InklingLocalData, type LocalDataState} from './local-data/local-data.js';
export {InklingPanel} from './panel/panel.js';
export {InklingProvider} from './provider/provider.js';
