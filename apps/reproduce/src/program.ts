import { Command } from 'commander';
import { estimate } from './commands/estimate.ts';
import { mergeInto } from './commands/merge-ledgers.ts';
import { fetchOriginals, showRecipe } from './commands/recipe.ts';
import { reproduce } from './commands/reproduce.ts';
import { answerQueue, type RawWorkerOptions } from './commands/worker.ts';
import type { Interrupt } from './interrupt.ts';
import { parseOptions, type RawOptions } from './options.ts';

/** What a command line asks for. */
export type Action = (interrupt: Interrupt) => Promise<void>;

/** Describes the command line; `choose` is called with what it asks for, once it is read and checked. */
export function createProgram(choose: (action: Action) => void): Command {
  const program = new Command('hnlm-reproduce')
    .description(
      'Trains recommenders with and without hard negatives made from text, and reports what they add.',
    )
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .enablePositionalOptions()
    .action((raw: RawOptions) => {
      const options = parseOptions(raw);
      choose((interrupt) => (raw.dryRun ? estimate : reproduce)(options, interrupt));
    });

  program
    .optionsGroup('Data:')
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
    .optionsGroup('Texts:')
    .option('--llm <provider:model>', 'language model for profiles and negatives, such as ollama:llama3.1:8b')
    .option('--embedder <name>', 'text encoder: sentence-encoder (default) or ollama:nomic-embed-text')
    .option(
      '--texts <json>',
      'file with settings: pairs, generator, filters and mix of the negatives; profiles',
    )
    .option('--max-negatives <n>', 'most distinct texts of negatives (default: 3000)')
    .optionsGroup('Asking a language model:')
    .option('--dry-run', 'tell what would be asked, with an estimate of tokens and cost, and end')
    .option('--concurrency <n>', 'most requests at once (default: 4)')
    .option('--max-tokens <n>', 'end when so many tokens are used, of prompts and replies together')
    .option('--max-cost <number>', 'end when so much is spent; needs --price')
    .option('--price <prices>', 'cost of a million tokens, such as prompt=0.15,completion=0.6')
    .option('--max-failure-rate <share>', 'end when more replies are unusable (default: 0.1)')
    .option('--retry-failed', 'ask again where all stored replies are unusable')
    .option('--no-store-raw', 'keep the values of replies alone, not their texts')
    .option('--allow-remote', 'let texts be sent to a server on another machine')
    .option('--shard <i/n>', 'ask only the share of machine i of n')
    .option('--requests <folder>', 'write the requests into files instead of asking')
    .option('--results <files...>', 'read answers to such files first')
    .option('--queue <url>', 'put the requests into a queue on Redis instead of asking')
    .optionsGroup('Training:')
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
    .optionsGroup('Runs:')
    .option('--out <folder>', 'where runs are kept (default: runs)')
    .option('--fresh', 'begin a new run, even if an unfinished one could be continued');

  program
    .command('fetch <recipe>')
    .description('downloads the originals of toys-and-games, cds-and-vinyl, yelp2018 or electronics2023')
    .option('--into <folder>', 'where they are kept', 'originals')
    .action((name: string, { into }: { into: string }) => {
      choose(({ drain }) => fetchOriginals(name, into, drain));
    });

  program
    .command('recipe <recipe>')
    .description('counts every stage of a recipe beside the published figures')
    .option('--from <folder>', 'where the originals are', 'originals')
    .option('--seed <n>', 'of the split', '0')
    .option('--out-of-core', 'filter with DuckDB what does not fit in memory (needs @duckdb/node-api)')
    .action((name: string, options: { from: string; seed: string; outOfCore?: true }) => {
      choose(({ drain }) => showRecipe(name, options, drain));
    });

  program
    .command('worker')
    .description('answers what runs with --queue have put into the queue, until Ctrl-C')
    .requiredOption('--queue <url>', 'Redis, such as redis://127.0.0.1:6379')
    .requiredOption('--llm <provider:model>', 'the model of the run, or its judge')
    .option('--texts <json>', 'the settings of the run')
    .option('--concurrency <n>', 'most requests at once (default: 4)')
    .option('--no-store-raw', 'keep the values of replies alone, not their texts')
    .option('--allow-remote', 'let texts be sent to a server on another machine')
    .option('--out <folder>', 'the answers are kept in its ledger (default: runs)')
    .action((raw: RawWorkerOptions) => {
      choose(answerQueue(raw));
    });

  program
    .command('merge-ledgers <folders...>')
    .description('brings the ledgers of several machines together')
    .option('--into <folder>', 'the ledger that gets all answers', 'runs/ledger')
    .action((folders: string[], { into }: { into: string }) => {
      choose(() => mergeInto(folders, into));
    });

  return program;
}
