/** In which language the widgets speak: that of the text around them, where there is a locale for it; else English. */
import {LOCALE_STATUS_EVENT, configureLocalization, type LocaleModule} from '@lit/localize';

type Templates = LocaleModule['templates'];
interface Offered {
  readonly load: () => Promise<LocaleModule>;
  /** The texts of what a first list does not need, where they lie apart. */
  readonly later?: () => Promise<LocaleModule>;
}

const offered = new Map<string, Offered>([['de', {load: () => import('./locales/de.js'), later: () => import('./locales/later/de.js')}]]);
/** As they are spoken: what comes later is added to the same object. */
const spoken = new Map<string, Templates>();
let laterWanted = false;
let localization: ReturnType<typeof configureLocalization> | undefined;

/**
 * Gives the widgets a language beside English and German. To be called before the first `inkling-provider` comes to life.
 * @param language - A primary language subtag, such as `fr`; one that is there already is replaced.
 * @param load - Called when a page first speaks it. Gives `{templates}`, a text an id: what lit-localize builds from the `*.xlf` of `widgets/locales` and of its folder `later`, in one.
 *   What a locale does not say is said in English.
 */
export function offerLanguage(language: string, load: () => Promise<LocaleModule>): void {
  offered.set(language, {load});
}

/** The texts of what comes later, in the language that is spoken now and in those that will be. Where they do not arrive, it speaks English. */
export async function laterTexts(): Promise<void> {
  laterWanted = true;
  await Promise.all([...spoken.keys()].map(addLater));
}

async function addLater(language: string): Promise<void> {
  const texts = spoken.get(language);
  const later = await offered.get(language)?.later?.().catch(() => null);
  if (!texts || !later) return;
  Object.assign(texts, later.templates);
  // What is drawn already is drawn again in it.
  if (localization?.getLocale() === language) window.dispatchEvent(new CustomEvent(LOCALE_STATUS_EVENT, {detail: {status: 'ready', readyLocale: language}}));
}

async function textsOf(language: string): Promise<LocaleModule> {
  const loaded = await offered.get(language)?.load();
  const templates: Templates = {...loaded?.templates};
  spoken.set(language, templates);
  // The first list does not wait for them.
  if (laterWanted) void addLater(language);
  return {templates};
}

/**
 * Every widget of this copy of Inkling speaks it from now on, or once its texts are there. One language a page: the provider that says it last is heard.
 * @param tag - BCP 47, such as `de-AT`. English where there is none, or no locale for it, or its texts do not arrive.
 */
export function speak(tag: string | undefined): void {
  const language = tag?.split('-')[0]?.toLowerCase() ?? 'en';
  localization ??= configureLocalization({sourceLocale: 'en', targetLocales: [...offered.keys()], loadLocale: textsOf});
  const {setLocale} = localization;
  // English is set again after a failure, so that the next who asks makes the texts be fetched anew.
  setLocale(offered.has(language) ? language : 'en').catch(() => setLocale('en'));
}
