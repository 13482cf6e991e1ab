import { html } from 'hono/html';

/** Markup whose texts are escaped. */
export type Markup = ReturnType<typeof html>;

/** The bytes of markup that waits for nothing. */
export const render = (markup: Markup): string => {
  if (markup instanceof Promise) throw new Error('markup that waits cannot be rendered here');
  return markup.toString();
};

/** A page that prints well and loads nothing. */
export const htmlPage = (title: string, body: Markup): string =>
  render(
    html`<!doctype html>
      <html lang="en">
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          body {
            font:
              11pt/1.45 system-ui,
              sans-serif;
            max-width: 60rem;
            margin: 2rem auto;
            padding: 0 1rem;
            color: #1c2430;
          }
          h1 {
            font-size: 1.5rem;
          }
          h2 {
            font-size: 1.1rem;
            margin-top: 2rem;
            break-after: avoid;
          }
          table {
            border-collapse: collapse;
            width: 100%;
          }
          th,
          td {
            text-align: left;
            padding: 0.3rem 0.6rem;
            border-bottom: 1px solid #d5dbe3;
            vertical-align: top;
          }
          td.number,
          th.number {
            text-align: right;
            font-variant-numeric: tabular-nums;
          }
          tr {
            break-inside: avoid;
          }
          .quiet {
            color: #5b6675;
          }
          .alarm {
            color: #a4161a;
            font-weight: 600;
          }
          pre {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
          }
        </style>
        <body>
          ${body}
        </body>
      </html> `,
  );

export const htmlTable = (
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  whenEmpty: string,
): Markup => {
  if (rows.length === 0) return html`<p class="quiet">${whenEmpty}</p>`;
  const classOf = (column: number) =>
    rows.every((row) => typeof row[column] === 'number') ? html` class="number"` : '';
  const head = headings.map((heading, column) => html`<th${classOf(column)}>${heading}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, column) => html`<td${classOf(column)}>${cell}</td>`)}
      </tr> `,
  );
  return html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
};
