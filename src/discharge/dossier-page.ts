/** The dossier as a page for people: no script, no link, nothing from outside; prints well. */
import type { DossierContent, Line, Section } from './dossier-content.js';

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#111}table{border-collapse:collapse;width:100%}th{text-align:left;width:14rem;vertical-align:top}td,th{border-bottom:1px solid #ddd;padding:.25rem .5rem}li{margin:.5rem 0}.strong{font-weight:600}.code{font:.8em monospace;word-break:break-all}';

const lineOf = ({ text, as }: Line): string => `<div class="${as}">${escape(text)}</div>`;

function sectionOf({ title, rows = [], items, empty = '' }: Section): string {
  const table = rows
    .map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`)
    .join('');
  const list = items?.map((lines) => `<li>${lines.map(lineOf).join('')}</li>`).join('');
  return [
    `<h2>${escape(title)}</h2>`,
    ...(table ? [`<table>${table}</table>`] : []),
    ...(items === undefined ? [] : [list ? `<ol>${list}</ol>` : `<p>${escape(empty)}</p>`]),
  ].join('\n');
}

export const readable = ({ title, sections, foot }: DossierContent): string => `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>
${sections.map(sectionOf).join('\n')}
<p>${escape(foot)}</p>
</body></html>
`;
