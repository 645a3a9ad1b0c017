/** The stage of a page that had a moment after its first list: all that comes later is there. That it may come late is `later.test.ts`'s to show. */
import {deedsLater} from '../../../widgets/card/card.js';
import {arrangingLater} from '../../../widgets/order-controller.js';
import {goalLater} from '../../../widgets/panel/goal-button.js';
import {severalLater} from '../../../widgets/panel/select-button.js';
import {providerLater} from '../../../widgets/provider/provider.js';

await Promise.all([deedsLater, arrangingLater, goalLater, providerLater, severalLater].map(part => part.load()));

export * from './bare-stage.js';
