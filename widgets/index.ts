/** The widgets as classes. Importing this registers nothing; `inkling/define` does. */
export {InklingCard} from './card/card.js';
export type {CardState} from './card/state.js';
export {InklingConnectEvent, type ApplyRequest, type Connection} from './client-context.js';
export type {Clock} from './clock.js';
export * from './events.js';
export {offerLanguage} from './language.js';
export type {Naming} from './naming.js';
export {InklingPanel} from './panel/panel.js';
export {InklingProvider} from './provider/provider.js';
export {define} from './register.js';
// Later parts are modules of their own, `inkling/inline` and its like: whoever names one here would load it with the rest.
export type {InklingBadge} from './badge/badge.js';
export type {InklingInline} from './inline/inline.js';
export type {InklingLocalData, LocalDataState} from './local-data/local-data.js';
export type {InklingOutcome} from './outcome/outcome.js';
export type {InklingWhy} from './why/why.js';
