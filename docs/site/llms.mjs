/** `llms.txt` and `llms-full.txt` (llmstxt.org): the map of the documentation, and all of it, for those who read by machine. */

const SUMMARY = 'Inkling is an insights SDK for ads managers: Lit web components show the suggestions that a platform’s server supplies, a quantized ranker on the device (onnxruntime-web on WebGPU or WASM, in a worker) orders them by what the advertiser has just been doing, and what the advertiser then does goes back as feedback with exact propensities.';
const NOTES = `Install \`inkling\`, or load \`dist/inkling.js\`. The least that works:

\`\`\`html
<script type="module" src="https://cdn.example/inkling/dist/inkling.js"></script>
<inkling-provider account="act_1" endpoint="/inkling/v1"><inkling-panel surface="campaign-list"></inkling-panel></inkling-provider>
\`\`\`

- Nothing is kept or sent until the host gives consent (\`consent-measurement\`, \`consent-personalization\`).
- \`client.rank\` always resolves with a list: the tier says who ordered it (\`webgpu\`, \`wasm\`, \`linear\`, \`none\`).
- Importing any entry on a server does nothing and throws nothing.`;

/** What a page is about: its first sentence of prose. */
function about(text) {
  const paragraph = text.replace(/^---[\s\S]*?---\n/, '').split(/\n\s*\n/).find(part => /^[A-Z*_`“"[][^|]*\w/.test(part) && !part.startsWith('#')) ?? '';
  const plain = paragraph.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('**', '').trim();
  return /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain;
}

/** @param sections `[{title, pages: [{title, to, text}]}]` @param address Of a page: its Markdown. */
export function llmsTxt(sections, address) {
  return [
    '# Inkling', '', `> ${SUMMARY}`, '', NOTES, '',
    ...sections.flatMap(({title, pages}) => [`## ${title}`, '', ...pages.map(page => { const said = about(page.text); return `- [${page.title}](${address(page)})${said ? `: ${said}` : ''}`; }), '']),
  ].join('\n');
}

/** All pages one after the other, each under the address that `llms.txt` has of it. */
export function llmsFull(sections, address) {
  return ['# Inkling', '', `> ${SUMMARY}`, '', ...sections.flatMap(({pages}) => pages.flatMap(page => [`<!-- ${address(page)} -->`, '', page.text.replace(/<StateFrames[^>]*\/>\n*/g, '').trim(), '']))].join('\n');
}
