import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Markup, render } from '../../platform/http/html.ts';
import type { Words } from './words.ts';

// Targets are at least 48 px high: the page is read at 3 a.m., on a phone, with shaking hands.
const style = `:root{color-scheme:light dark;--text:#111;--ground:#fff;--button:#f2f2f2;--line:#666;--first:#0b5394;--on-first:#fff;--quiet:#444;--focus:#b45309}
@media(prefers-color-scheme:dark){:root{--text:#eee;--ground:#121212;--button:#262626;--line:#8a8a8a;--first:#8ab4f8;--on-first:#10131a;--quiet:#bbb;--focus:#fbbf24}}
*{box-sizing:border-box}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1rem;color:var(--text);background:var(--ground);overflow-wrap:anywhere}
button,select,a.button{display:block;font:inherit;width:100%;min-height:3rem;padding:.75rem;margin:.5rem 0;border:1px solid var(--line);border-radius:.5rem;background:var(--button);color:var(--text);text-align:center;text-decoration:none}
.first{background:var(--first);color:var(--on-first);border-color:var(--first)}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;min-width:0}[role=status]{font-size:1.3rem;font-weight:600}
.apart{margin-top:2rem}.quiet{color:var(--quiet)}[role=alert]{border-left:.3rem solid var(--focus);padding-left:.75rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** No script, no external content, no caching, and no referrer that would leak the link. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  vary: 'accept-language',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

export const page = (
  statusCode: number,
  { language }: Words,
  title: string,
  body: Markup,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { ...headers, 'content-language': language },
  body: render(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <main>
            <h1>${title}</h1>
            ${body}
          </main>
        </body>
      </html>`,
  ),
});

/** A page that only says something. */
export const messagePage = (
  statusCode: number,
  words: Words,
  text: string,
): APIGatewayProxyStructuredResultV2 => page(statusCode, words, 'VIGIL', html`<p role="status">${text}</p>`);
