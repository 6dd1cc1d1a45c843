import { expect, test } from 'vitest';
import { html, raw } from './html.ts';

test('escapes words, also in attributes and lists, and keeps markup', () => {
  const value = `<script>alert("1" & '2')</script>`;
  const escaped = '&#60;script&#62;alert(&#34;1&#34; &#38; &#39;2&#39;)&#60;/script&#62;';
  expect(html`<a title="${value}">${[value, raw('<br>'), html`<b>${value}</b>`]}</a>`.markup).toBe(
    `<a title="${escaped}">${escaped}<br><b>${escaped}</b></a>`,
  );
});

test('writes numbers and leaves out what is undefined', () => {
  expect(html`${0}|${undefined}|${[]}`.markup).toBe('0||');
});
