/** Registers the elements under their own names. The only side effect of this package. */
import {define} from './register.js';

define();

export * from './index.js';
