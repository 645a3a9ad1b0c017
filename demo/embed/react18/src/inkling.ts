/** React 18 sets attributes alone and knows no events of custom elements: `@lit/react` wraps them. */
import {createComponent, type EventName} from '@lit/react';
import {InklingPanel as Panel, InklingProvider as Provider, type InklingApplyEvent} from 'inkling/define';
import React from 'react';

export const InklingProvider = createComponent({react: React, tagName: 'inkling-provider', elementClass: Provider, events: {onApply: 'inkling-apply' as EventName<InklingApplyEvent>}});
export const InklingPanel = createComponent({react: React, tagName: 'inkling-panel', elementClass: Panel});
