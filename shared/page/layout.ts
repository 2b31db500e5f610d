import { raw } from 'hono/html';
import { pageAddress } from './address.ts';
import { type Html, html } from './html.ts';
import { SYMBOLS } from './marks.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { timeOf } from './time.ts';

export interface Document {
  readonly title: string;
  readonly main: Html;
  /** ISO 8601. */
  readonly now: string;
  /** Random and never used twice. */
  readonly nonce: string;
  readonly code: string | undefined;
}

/** One page that needs nothing else: its style and its script are in it, and only these may run. */
export function documentOf({ title, main, now, nonce, code }: Document): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Backstay</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${SYMBOLS}
<header class="top"><div class="wide">
<a class="brand" href="${pageAddress({}, code)}"><svg class="logo" aria-hidden="true"><use href="#logo"/></svg>Backstay</a>
<p>As of ${timeOf(now)}</p>
</div></header>
<main id="main" class="wide" tabindex="-1">
${main}
</main>
<footer class="wide"><p>Backstay makes AKS clusters ready for Azure Backup, and keeps a record of all that it does.</p></footer>
<script nonce="${nonce}">${raw(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

/** Nothing but what has the nonce runs, and forms and calls go nowhere but home. */
export function contentSecurityPolicyOf(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
