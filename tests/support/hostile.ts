/** Text that wants to be more than text: 2,000 strings, the same each time, each with a number of its own so that it can be found again. */

const RUN = 'window.hacked=1;alert(1)';
const MARKUP = [
  `<script>${RUN}</script>`, `<img src=x onerror="${RUN}">`, `<svg onload="${RUN}">`, `<iframe srcdoc="<script>parent.${RUN}</script>">`, `"><img src=x onerror=${RUN}>`, `'><svg/onload=${RUN}>`, `</title><script>${RUN}</script>`,
  `<a href="javascript:${RUN}">x</a>`, `<math><mtext></p><style><img src=x onerror=${RUN}>`, `<details open ontoggle=${RUN}>`, `<input autofocus onfocus=${RUN}>`, `<body onload=${RUN}>`, `<base href="javascript:${RUN}//">`,
  `<object data="javascript:${RUN}">`, `<form><button formaction="javascript:${RUN}">`, `<link rel=import href="data:text/html,<script>${RUN}</script>">`, `<style>@import 'javascript:${RUN}'</style>`, `--><script>${RUN}</script><!--`,
  `<template><script>${RUN}</script></template>`, `<inkling-card onclick="${RUN}">`, `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`, `<x style="animation-name:x" onanimationstart="${RUN}">`, `<marquee onstart=${RUN}>`,
];
const TEMPLATES = [`\${${RUN}}`, `{{constructor.constructor('${RUN}')()}}`, `<!--?lit$123456789$-->`, `lit$0$`, `@click=${RUN}`, `.innerHTML=<img src=x onerror=${RUN}>`, `?lit$\${${RUN}}`, `#{${RUN}}`, `<%= ${RUN} %>`, `\`\${${RUN}}\``];
const LINKS = [`javascript:${RUN}`, `java\nscript:${RUN}`, ` javascript:${RUN}`, `JaVaScRiPt:${RUN}`, `\u0001javascript:${RUN}`, `data:text/html,<script>${RUN}</script>`, `vbscript:${RUN}`, '//elsewhere.example/x', 'https://user:pass@elsewhere.example/', 'blob:null/x', 'file:///etc/passwd', `javascript://%0a${RUN}`];
const TEXTS = ['\u202Eevil\u202C', '\u2066x\u2069', 'zero\u200Bwidth\u200D\uFEFF', '\uD800', 'a\uDFFFb', '\u0000\u0007', '__proto__', 'constructor', 'prototype', 'toString', '\'; DROP TABLE events;--', '../../../etc/passwd', '%00', '😀'.repeat(60), 'W'.repeat(2000), 'e\u0301'.repeat(200), 'url(javascript:alert(1))', 'expression(alert(1))', '</style>', '{"__proto__":{"x":1}}'];
const BASES = [...MARKUP, ...TEMPLATES, ...LINKS, ...TEXTS];
const DRESS: readonly ((text: string) => string)[] = [
  text => text, text => text.toUpperCase(), text => `${text}${text}`, text => `"${text}`, text => `'${text}`, text => `</span>${text}`, text => `Raise the budget ${text} now`, text => text.replaceAll('<', '\uFF1C<'),
  text => text.replaceAll(' ', '\t'), text => text.replaceAll(' ', '/'), text => `\u202E${text}`, text => text.replaceAll('<', '<<'), text => `${text}<!--`, text => `<![CDATA[${text}]]>`, text => encodeURI(text.replace(/[\uD800-\uDFFF]/g, '')),
  text => text.replace(/[<>"'&]/g, sign => `&#${sign.charCodeAt(0)};`), text => `\n${text}\n`, text => text.split('').join('\u200B'), text => `\\${text}`, text => `{${text}}`, text => `${text} javascript:${RUN}`, text => `//${text}`,
  text => `data:text/html;base64,${text}`, text => `#${text}`, text => `?${text}`, text => `&${text};`, text => `${text}\u0000`, text => `%3Cscript%3E${text}`, text => `x=${text}`, text => `javascript:${text}`, text => `[${text}](javascript:${RUN})`,
];

export const HOSTILE: readonly string[] = Array.from({length: 2000}, (_, index) => `${DRESS[Math.floor(index / BASES.length) % DRESS.length]?.(BASES[index % BASES.length] ?? '') ?? ''}\u00B7${index}`);
