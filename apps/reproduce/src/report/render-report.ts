import { allMetricsTable } from './all-metrics-table.ts';
import { coverageTables } from './coverage-tables.ts';
import { examples } from './examples.ts';
import { datasetFacts, facts } from './facts.ts';
import { type Content, html, type Markup, raw } from './html.ts';
import { mainTable } from './main-table.ts';
import { optionsTable } from './options-table.ts';
import { barsPlot, curvesPlot } from './plots.ts';
import type { RunResults } from './results.ts';
import { style } from './style.ts';
import { summarise } from './summary.ts';

/** Renders results as one self-contained HTML page: no script and nothing from elsewhere. */
export function renderReport(results: RunResults): string {
  const { lead, others, controls } = summarise(results);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${results.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${results.title}</h1>
<div class="summary"><p>${lead}</p>
${others.length > 0 ? list(others) : undefined}</div>
${results.about.map(
  (text) => html`<p>${withOptions(text)}</p>
`,
)}
${section('Results', [mainTable(results), barsPlot(results), allMetricsTable(results)])}
${controls.length > 0 ? section('What the controls say', list(controls)) : undefined}
${section('Learning curves', curves(results))}
${section('Plans and options', optionsTable(results))}
${section('Protocol', facts(results.protocol))}
${section('Data', datasetFacts(results))}
${results.texts.length > 0 ? section('Texts', [facts(results.texts), coverageTables(results)]) : undefined}
${results.examples.length > 0 ? section('Examples of semantic negatives', examples(results)) : undefined}
</main>
</body>
</html>
`;
  return page.markup;
}

function section(title: string, content: Content): Markup {
  return html`<section>
<h2>${title}</h2>
${content}
</section>`;
}

/** Sets options of the command, such as `--world`, apart from the text: a line must not break within them. */
function withOptions(text: string): Content {
  return text.split(/(--[a-z-]+)/).map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : part));
}

function list(sentences: readonly string[]): Markup {
  return html`<ul>${sentences.map(
    (sentence) => html`<li>${sentence}</li>
`,
  )}</ul>`;
}

function curves(results: RunResults): Markup {
  const plot = curvesPlot(results);
  if (plot === undefined) return html`<p>No row was trained over epochs.</p>`;
  return html`<p>One line a seed. The dot is the epoch that validation chose; only this one was tested.</p>
${plot}`;
}
