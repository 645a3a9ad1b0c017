/** In which language the widgets speak: that of the text around them, where there is a locale for it; else English. */
import {configureLocalization, type LocaleModule} from '@lit/localize';

const offered = new Map<string, () => Promise<LocaleModule>>([['de', () => import('./locales/de.js')]]);
let localization: ReturnType<typeof configureLocalization> | undefined;

/** The language that the widgets speak now: for an element that loads its texts by itself. */
export const languageNow = (): string => localization?.getLocale() ?? 'en';

/**
 * Gives the widgets a language beside English and German. To be called before the first `inkling-provider` comes to life.
 * @param language - A primary language subtag, such as `fr`; one that is there already is replaced.
 * @param load - Called when a page first speaks it. Gives `{templates}`, a text an id: what lit-localize builds from `widgets/locales/*.xlf`.
 *   What a locale does not say is said in English.
 */
export function offerLanguage(language: string, load: () => Promise<LocaleModule>): void {
  offered.set(language, load);
}

/**
 * Every widget of this copy of Inkling speaks it from now on, or once its texts are there. One language a page: the provider that says it last is heard.
 * @param tag - BCP 47, such as `de-AT`. English where there is none, or no locale for it, or its texts do not arrive.
 */
export function speak(tag: string | undefined): void {
  const language = tag?.split('-')[0]?.toLowerCase() ?? 'en';
  localization ??= configureLocalization({
    sourceLocale: 'en', targetLocales: [...offered.keys()], loadLocale: async locale => (await offered.get(locale)?.()) ?? {templates: {}},
  });
  const {setLocale} = localization;
  // English is set again after a failure, so that the next who asks makes the texts be fetched anew.
  setLocale(offered.has(language) ? language : 'en').catch(() => setLocale('en'));
}
