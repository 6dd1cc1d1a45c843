import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutHtml } from './without-html.ts';

describe('withoutHtml', () => {
  it.each([
    ['one<br />two', 'one two'],
    ['<p class="a">It&#39;s &quot;good&quot; &amp; cheap</p>', ' It\'s "good" & cheap '],
    ['a<script>var x = "<b>";</script>b', 'a  b'],
    ['a<STYLE>p {}', 'a '],
    ['<!-- note -->kept', ' kept'],
    ['&lt;b&gt; stays a text', '<b> stays a text'],
    ['one</script</style>>two', 'one two'],
    ['<a <b> c > d', '  d'],
  ])('%j becomes %j', (html, text) => {
    expect(withoutHtml(html)).toBe(text);
  });

  it.each(['I <3 this', 'a < b and c > d', 'R&B, AT&T', 'copy&paste', 'ages 3 - 5 <10 lbs>'])(
    '%j is no HTML and stays',
    (text) => {
      expect(withoutHtml(text)).toBe(text);
    },
  );

  it('leaves no tag behind, whatever it is given', () => {
    const pieces = fc.constantFrom('<', '>', '</', 'script', 'style', 'b', ' ', '=', '"', 'text', '3', '!--');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(withoutHtml(parts.join(''))).not.toMatch(/<\/?[a-z][^<>]*>/i);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text, also where nothing closes', () => {
    const start = performance.now();
    for (const piece of ['<script', '<script>', '<a ', '</', '&amp']) withoutHtml(piece.repeat(200_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
