import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { galleryPlots } from './gallery-plots.ts';

const folder = new URL('../../docs/public/plots/', import.meta.url);

test('the plots of the docs are what the package draws, each small', async () => {
  const plots = await galleryPlots();
  expect(readdirSync(folder).sort()).toEqual([...plots.keys()].map((name) => `${name}.svg`).sort());
  for (const [name, svg] of plots) {
    expect(svg.length, name).toBeLessThan(30_000);
    expect(
      readFileSync(new URL(`${name}.svg`, folder), 'utf8') === `${svg}\n`,
      `${name} differs; redraw with: node --conditions=@hnlm/source bench/src/plot-gallery.ts`,
    ).toBe(true);
  }
});
