const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text escaped for HTML, for an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? '');

/** A page that prints well and loads nothing. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
  body { font: 11pt/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem; break-after: avoid }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #d5dbe3; vertical-align: top }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
  tr { break-inside: avoid } .quiet { color: #5b6675 } .alarm { color: #a4161a; font-weight: 600 } pre { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<body>
${body}
</body>
</html>
`;

export const htmlTable = (
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  whenEmpty: string,
): string => {
  if (rows.length === 0) return `<p class="quiet">${escapeHtml(whenEmpty)}</p>`;
  const isNumber = (column: number) => rows.every((row) => typeof row[column] === 'number');
  const cell = (tag: string, content: string | number, column: number) =>
    `<${tag}${isNumber(column) ? ' class="number"' : ''}>${escapeHtml(String(content))}</${tag}>`;
  const line = (tag: string, cells: readonly (string | number)[]) =>
    `<tr>${cells.map((content, column) => cell(tag, content, column)).join('')}</tr>`;
  return `<table><thead>${line('th', headings)}</thead><tbody>${rows.map((row) => line('td', row)).join('\n')}</tbody></table>`;
};
