#!/usr/bin/env node
import { HnlmError } from '@hnlm/core';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { fetchOriginals, showRecipe } from './commands/recipe.ts';
import { reproduce } from './commands/reproduce.ts';
import { parseOptions, type RawOptions } from './options.ts';

/** What the command line asks for, once it is read. */
let run: (signal: AbortSignal) => Promise<void>;

const program = new Command('hnlm-reproduce')
  .description(
    'Trains recommenders with and without hard negatives made from text, and reports what they add.',
  )
  .option('--data <path>', 'file or folder with interactions (default: a simulated world)')
  .option(
    '--format <name>',
    'csv, jsonl, parquet, recbole, lightgcn, pairs, selfrec, movielens, yelp, amazon-2018 or amazon-2023',
  )
  .option('--train <file>', 'ready split, with --test and perhaps --validation; taken as it is')
  .option('--validation <file>', 'ready validation part')
  .option('--test <file>', 'ready test part')
  .option('--min-rating <number>', 'ratings from this on are positives')
  .option('--k-core <k>', 'keep users and items with at least k interactions, to the fixed point')
  .option('--columns <pairs>', 'columns of a csv, such as user=UserID,item=ItemID,rating=Stars')
  .option('--items <file>', 'texts of the items: csv, tsv, json or jsonl')
  .option('--item-columns <pairs>', 'columns of --items, such as id=movie_id,description=plot')
  .option('--item-profiles <file>', 'item profiles written elsewhere, instead of writing them')
  .option('--profiles <file>', 'user profiles written elsewhere, instead of writing them')
  .option(
    '--world <settings>',
    'settings of the simulated world, such as users=1000,items=800,textSignal=0.5',
  )
  .option('--llm <provider:model>', 'language model for profiles and negatives, such as ollama:llama3.1:8b')
  .option('--embedder <name>', 'text encoder: sentence-encoder (default) or ollama:nomic-embed-text')
  .option('--concurrency <n>', 'requests to the language model at once (default: 4)')
  .option('--max-negatives <n>', 'most distinct texts of negatives (default: 3000)')
  .option('--rows <ids>', 'rows of the table, such as uniform,dns,mix (default: all)')
  .option('--seeds <n>', 'number of seeds (default: 3)')
  .option('--seed <n>', 'first seed, also of split and world (default: 1)')
  .option('--epochs <n>', 'most epochs (default: 300)')
  .option('--patience <n>', 'validations without gain before a training stops (default: 8)')
  .option('--dim <n>', 'width of the embeddings (default: 64)')
  .option('--layers <n>', 'layers of LightGCN (default: 3)')
  .option('--lr <number>', 'learning rate (default: 0.005)')
  .option('--batch <n>', 'positives in a step (default: 2048)')
  .option('--metric <name>', 'chooses epochs and options on validation (default: NDCG@20)')
  .option('--workers <n>', 'models trained at once (default: 2)')
  .option('--out <folder>', 'where runs are kept (default: runs)')
  .option('--fresh', 'begin a new run, even if an unfinished one could be continued')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .enablePositionalOptions()
  .action((raw: RawOptions) => {
    const options = parseOptions(raw);
    run = (signal) => reproduce(options, signal);
  });

program
  .command('fetch <recipe>')
  .description('downloads the originals of toys-and-games, cds-and-vinyl, yelp2018 or electronics2023')
  .option('--into <folder>', 'where they are kept', 'originals')
  .action((name: string, { into }: { into: string }) => {
    run = (signal) => fetchOriginals(name, into, signal);
  });

program
  .command('recipe <recipe>')
  .description('counts every stage of a recipe beside the published figures')
  .option('--from <folder>', 'where the originals are', 'originals')
  .option('--seed <n>', 'of the split', '0')
  .option('--out-of-core', 'filter with DuckDB what does not fit in memory (needs @duckdb/node-api)')
  .action((name: string, options: { from: string; seed: string; outOfCore?: true }) => {
    run = (signal) => showRecipe(name, options, signal);
  });

/** Writes one error and returns the exit code: 2 for usage, 1 for failure, 130 for an interrupt. */
function report(error: unknown, code: 1 | 2): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const terminal = Boolean(process.stderr.isTTY);
  const { red, dim } = pc.createColors(terminal && pc.isColorSupported);
  const message = error instanceof Error ? error.message : String(error);
  // On a terminal a line of progress may stand there.
  process.stderr.write(`${terminal ? '\n' : ''}${red('error:')} ${message}\n`);
  if (HnlmError.isInstance(error)) {
    if (error.hint) process.stderr.write(`${error.hint}\n`);
  } else if (error instanceof Error && !isSystemError(error)) {
    process.stderr.write(`${dim(error.stack ?? '')}\n`);
  }
  return code;
}

/** A full disk, a folder that may not be written: the message says it all. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error;
}

async function main(): Promise<number> {
  const interrupt = new AbortController();
  try {
    program.parse();
  } catch (error) {
    return report(error, 2);
  }
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
  process.once('SIGTERM', () => interrupt.abort(new Error('interrupted')));
  try {
    await run(interrupt.signal);
    return 0;
  } catch (error) {
    if (!interrupt.signal.aborted) return report(error, 1);
    process.stderr.write(
      '\nInterrupted. The same command (without --fresh) goes on where this run stopped.\n',
    );
    return 130;
  }
}

process.exitCode = await main();
// What still listens after an interrupt (a socket, a worker) must not hold the process.
if (process.exitCode === 130) process.exit();
