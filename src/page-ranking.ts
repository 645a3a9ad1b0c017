/** What ranks on the page. Apart, because a page asks for it beside its first request to the server and needs it when the answer comes. */
export {faultTeller} from './fault-codes.js';
export {encode} from './features/encode.js';
export {servedEvent} from './feedback/served.js';
export {withOneEmbedding} from './one-embedding.js';
export {EXPLORATION} from './policy/exploration.js';
export {shownIn} from './policy/modes.js';
export {POLICY} from './policy/rerank.js';
export {utilitiesOf} from './policy/utility.js';
export {rankListsUnscored} from './rank.js';
export {scoreLinear} from './ranker/linear.js';
export {expose, trialOf} from './trial.js';
export {createModelChoice, loadNamed} from './model-choice.js';
export {narrowed, rankLinear, tryModel} from './model-trial.js';
