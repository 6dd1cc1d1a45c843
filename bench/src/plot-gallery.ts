import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { galleryPlots } from './gallery-plots.ts';

/*
 * Redraws the examples of plots in the docs: node --conditions=@hnlm/source bench/src/plot-gallery.ts [folder]
 */
const [folder = fileURLToPath(new URL('../../docs/public/plots', import.meta.url))] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [name, svg] of await galleryPlots()) await writeFile(`${folder}/${name}.svg`, `${svg}\n`);
