import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { barsPlot } from '@hnlm/reproduce/plots';
import type { RunResults } from '@hnlm/reproduce/results';

/*
 * Draws the README's picture from a complete run: node bench/src/picture.ts [runs/latest/metrics.json]
 */
const [file = 'runs/latest/metrics.json'] = process.argv.slice(2);
const results = JSON.parse(await readFile(file, 'utf8')) as RunResults;
const figure = barsPlot(results)?.markup ?? '';
const svg = figure.slice(figure.indexOf('<svg'), figure.lastIndexOf('</svg>') + '</svg>'.length);
await mkdir('docs/public', { recursive: true });
await writeFile('docs/public/quickstart.svg', `${svg}\n`);
