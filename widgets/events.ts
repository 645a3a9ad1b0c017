/** What the widgets say to the page: small events that bubble and cross shadow roots [W7]. */
import type {Candidate, DismissReason, EntityRef, Interaction, InteractionKind, SlateItem, Surface} from '../src/types.js';

/** One card as it stood when something was done to it: the item with its placement, and where its slate was shown. */
export interface CardScene {
  readonly item: SlateItem;
  readonly surface: Surface;
  readonly entity?: EntityRef;
}

/** What an apply led to. A host that answers with nothing has simply applied it, for good. */
export interface Applied {
  /** Names the change in the events that follow. */
  readonly applicationId?: string;
  /** Takes the change back; rejecting says that it stays. `true` where whoever listens to `inkling-undo` answers that. Undo is offered with one of the two alone. */
  readonly undo?: boolean | (() => Promise<unknown>);
  /** Epoch ms. Undo is offered until then, at least 10 s and at most 60 s. */
  readonly undoUntil?: number;
}

/** The suggestion no longer fits; `conflict` is the current state, by field. */
export interface Conflicted {
  readonly conflict: Readonly<Record<string, unknown>>;
}

export type ApplyAnswer = Applied | Conflicted | undefined | void;

/** Something about one card. `interaction` is what is to be recorded of it; null where nothing is. */
export class InklingCardEvent extends Event {
  readonly candidate: Candidate;

  constructor(type: string, readonly scene: CardScene, readonly interaction: Interaction | null, init?: EventInit) {
    super(type, {bubbles: true, composed: true, ...init});
    this.candidate = scene.item.candidate;
  }
}

/** The interaction of a kind with the card of a scene: its placement untouched, of its candidate what the ranker remembers. */
function interactionWith(scene: CardScene, kind: InteractionKind, more?: Partial<Interaction>): Interaction {
  const {candidate: {id, type, entity, embedding}, placement} = scene.item;
  const candidate = embedding ? {id, type, entity, embedding} : {id, type, entity};
  return {kind, surface: scene.surface, ...(scene.entity && {entity: scene.entity}), placement, candidate, ...more};
}

/** Half of the card was in view for a second: once for each placement. */
export class InklingImpressionEvent extends InklingCardEvent {
  constructor(scene: CardScene) { super('inkling-impression', scene, interactionWith(scene, 'impression')); }
}

/** The details were opened. */
export class InklingOpenEvent extends InklingCardEvent {
  constructor(scene: CardScene) { super('inkling-open', scene, interactionWith(scene, 'open')); }
}

/** Apply was pressed. `preventDefault()` stops it before anything is done or recorded. */
export class InklingBeforeApplyEvent extends InklingCardEvent {
  constructor(scene: CardScene, readonly value: number | string | undefined) {
    super('inkling-before-apply', scene, null, {cancelable: true});
  }
}

/** The apply goes ahead. A host that carries it out itself calls `respondWith` during the dispatch; otherwise the provider does. */
export class InklingApplyEvent extends InklingCardEvent {
  answer: Promise<ApplyAnswer> | null = null;

  /** @param key - The same for each try of one apply: a server that knows it does not apply twice. */
  constructor(scene: CardScene, readonly value: number | string | undefined, readonly key: string) {
    super('inkling-apply', scene, interactionWith(scene, 'apply', value === undefined ? undefined : {value}));
  }

  /** Rejecting says that it failed, and the message of an `Error` is shown with it; resolving with `{conflict}` that the suggestion no longer fits. */
  respondWith(answer: Promise<ApplyAnswer>): void { this.answer ??= Promise.resolve(answer); }
}

export class InklingAppliedEvent extends InklingCardEvent {
  constructor(scene: CardScene, readonly value: number | string | undefined, readonly applicationId: string | undefined) {
    super('inkling-applied', scene, interactionWith(scene, 'applied', value === undefined ? undefined : {value}));
  }
}

/** The apply failed, or met a conflict. */
export class InklingApplyFailedEvent extends InklingCardEvent {
  constructor(scene: CardScene) { super('inkling-apply-failed', scene, interactionWith(scene, 'apply-failed')); }
}

export class InklingDismissEvent extends InklingCardEvent {
  constructor(scene: CardScene, readonly reason: DismissReason) {
    super('inkling-dismiss', scene, interactionWith(scene, 'dismiss', {reason}));
  }
}

export class InklingSnoozeEvent extends InklingCardEvent {
  /** @param until - Epoch ms. */
  constructor(scene: CardScene, readonly until: number) {
    super('inkling-snooze', scene, interactionWith(scene, 'snooze', {until}));
  }
}

/** Undo was pressed. Of an apply, a host that takes it back here, and not by the `undo` of its answer, calls `respondWith` during the dispatch. */
export class InklingUndoEvent extends InklingCardEvent {
  answer: Promise<void> | null = null;

  constructor(scene: CardScene, readonly of: 'apply' | 'dismiss' | 'snooze', readonly applicationId?: string) {
    super('inkling-undo', scene, null);
  }

  respondWith(answer: Promise<void>): void { this.answer ??= Promise.resolve(answer); }
}

/** The undo went through. */
export class InklingUndoneEvent extends InklingCardEvent {
  constructor(scene: CardScene) { super('inkling-undone', scene, interactionWith(scene, 'undo')); }
}

/** The card asks for its list to be fetched again, because what it shows is out of date. */
export class InklingReloadEvent extends Event {
  constructor() { super('inkling-reload', {bubbles: true, composed: true}); }
}

/** The card has nothing more to show: its time for an undo is over. */
export class InklingGoneEvent extends Event {
  constructor() { super('inkling-gone', {bubbles: true, composed: true}); }
}

declare global {
  interface HTMLElementEventMap {
    'inkling-impression': InklingImpressionEvent;
    'inkling-open': InklingOpenEvent;
    'inkling-before-apply': InklingBeforeApplyEvent;
    'inkling-apply': InklingApplyEvent;
    'inkling-applied': InklingAppliedEvent;
    'inkling-apply-failed': InklingApplyFailedEvent;
    'inkling-dismiss': InklingDismissEvent;
    'inkling-snooze': InklingSnoozeEvent;
    'inkling-undo': InklingUndoEvent;
    'inkling-undone': InklingUndoneEvent;
    'inkling-reload': InklingReloadEvent;
    'inkling-gone': InklingGoneEvent;
  }
}
