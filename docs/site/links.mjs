/** The links of a page in the repository, as links of the same page on the site. */
import {existsSync, statSync} from 'node:fs';
import {join, posix} from 'node:path';
import {root} from './map.mjs';

const LINK = /(!?)\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)\)/g;
const OUTSIDE = /^([a-z]+:|#|\/)/;

/**
 * @param page `{from, to}`: the file's path in the repository, the page's on the site.
 * @param places Path in the repository → path on the site, of every file that is a page; `file#hash` where one heading of it is a page.
 * @param wanted Is told each file that is linked to and is no page, and says where on the site it will lie; null where it will not, and the link is left out.
 * @throws Error that names file and link, where a link leads nowhere.
 */
export function onSite(text, {from, to}, places, wanted) {
  return outsideFences(text, part => part.replace(LINK, (whole, picture, label, target) => {
    if (OUTSIDE.test(target)) return whole;
    const [path, hash] = target.split('#');
    const file = posix.normalize(posix.join(posix.dirname(from), path));
    if (!existsSync(join(root, file))) throw new Error(`${from} links to ${target}, and there is no ${file}: correct the link.`);
    // A folder is nothing to look at on a site.
    if (statSync(join(root, file)).isDirectory()) return label;
    const page = places.get(`${file}#${hash}`) ?? places.get(file) ?? wanted(file);
    if (!page) return label;
    const end = hash && !places.has(`${file}#${hash}`) ? `#${hash}` : '';
    return `${picture}[${label}](${relative(to, page)}${end})`;
  }));
}

/** @returns How one page of the site names another. */
export function relative(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

const outsideFences = (text, change) => text.split(/(^```[\s\S]*?^```$)/m).map((part, at) => (at % 2 === 0 ? change(part) : part)).join('');
