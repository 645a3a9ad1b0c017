/** A language of no people: longer, accented English, by which a designer sees what does not fit and what nobody can translate. */
import xliff from 'inkling/locales/de.xlf?raw';
import laterXliff from 'inkling/locales/later/de.xlf?raw';
import {offerLanguage} from 'inkling/widgets';

/** The private tag of pseudo-locales in CLDR's neighbourhood: `qps`. */
export const PSEUDO = 'qps';

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'à', c: 'ç', d: 'ð', e: 'é', g: 'ĝ', i: 'ì', l: 'ļ', n: 'ñ', o: 'ö', r: 'ŕ', s: 'š', t: 'ţ', u: 'ü', y: 'ý', A: 'Å', D: 'Ð', G: 'Ĝ', I: 'Î', M: 'Ḿ', N: 'Ñ', O: 'Ø', R: 'Ŕ', S: 'Š', U: 'Û', Y: 'Ý',
};

/** About a third longer, as German is. */
const longer = (text: string): string => text.replace(/\p{L}/gu, letter => ACCENTED[letter] ?? letter) + '~'.repeat(Math.ceil(text.trim().length / 3));

/** As lit-localize writes a text with figures in it: what stands between them, and which of the source's stands where. */
function template(source: Element): string | {readonly strTag: true; readonly strings: string[]; readonly values: number[]} {
  const [strings, values] = [[''], [] as number[]];
  for (const node of source.childNodes) {
    if (node instanceof Element) {
      values.push(Number(node.getAttribute('id')));
      strings.push('');
    } else {
      strings[strings.length - 1] += longer(node.textContent ?? '');
    }
  }
  return values.length === 0 ? `[${strings[0]}]` : {strTag: true, strings, values};
}

export function offerPseudoLanguage(): void {
  offerLanguage(PSEUDO, async () => {
    const units = [xliff, laterXliff].flatMap(file => [...new DOMParser().parseFromString(file, 'application/xml').querySelectorAll('trans-unit')]);
    const texts = units.flatMap(unit => {
      const source = unit.querySelector('source');
      return source ? [[unit.id, template(source)] as const] : [];
    });
    return {templates: Object.fromEntries(texts) as Record<string, string>};
  });
}
