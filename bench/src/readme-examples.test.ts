import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { testBackbone, testLoss, testSampler } from '@hnlm/cf-models/testing';
import { useBackend } from '@hnlm/tfjs-backend';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages whose README has no test of its own beside their sources. */
const readmes = ['core', 'tfjs-backend', 'cf-models', 'align', 'llm-profile', 'semantic-neg'];

/** The TypeScript blocks of a Markdown file. */
function examplesOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);
}

/** Finds a package as its own users do, by the name and the subpath that it exports. */
async function importPackage(specifier: string): Promise<unknown> {
  const [, name, subpath = ''] = /^@hnlm\/([^/]+)(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined) return import(specifier);
  const folder = `${root}packages/${name}`;
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return import(`${folder}/${exports[`.${subpath}`]['@hnlm/source']}`);
}

/** Runs an example, which must be plain JavaScript too, and returns what it logged, line by line. */
async function run(code: string, given: Record<string, unknown> = {}): Promise<string[]> {
  const body = code
    .replace(/^import \* as (\w+) from '(.+)';$/gm, "const $1 = await importPackage('$2');")
    .replace(/^import (\{.*?\}) from '(.+?)';$/gms, "const $1 = await importPackage('$2');");
  const lines: string[] = [];
  const console = {
    log: (...values: unknown[]) =>
      lines.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ')),
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const names = { importPackage, console, ...given };
  await AsyncFunction(...Object.keys(names), body)(...Object.values(names));
  return lines;
}

/** The functions that an example in TypeScript exports. */
async function exportsOf(code: string): Promise<Record<string, (options?: object) => never>> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  const names = [...outputText.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const exported = {};
  const script = outputText.replace(/^export function/gm, 'function');
  await run(`${script}\nObject.assign(exported, { ${names.join(', ')} });`, { exported });
  return exported;
}

/** What the comments behind `console.log(...)` say will be printed; several values stand apart by semicolons. */
function printedIn(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].flatMap(([, said]) => said.split('; '));
}

describe('the example of the README of', () => {
  it.each(readmes)('%s prints what its comments say', async (name) => {
    const [code] = examplesOf(`${root}packages/${name}/README.md`);
    const said = printedIn(code);
    expect(said).not.toEqual([]);
    expect(await run(code)).toEqual(said);
  });
});

describe('the parts of "Write your own" pass the suites that the page names:', () => {
  const examples = examplesOf(`${root}docs/guide/write-your-own.md`);
  const part = async (name: string) => {
    const [code] = examples.filter((one) => one.includes(`export function ${name}(`));
    return (await exportsOf(code))[name];
  };
  beforeAll(() => useBackend('hnlm'));

  it('the sampler', async () => {
    const make = await part('byPopularity');
    await testSampler(() => make());
  });
  it('the backbone', async () => {
    const make = await part('lightGCNWithBias');
    await testBackbone(() => make({ dim: 8, layers: 2 }));
  });
  it('the loss', async () => {
    const make = await part('softmaxLoss');
    await testLoss(() => make());
  });
});

describe('the examples of', () => {
  const files = [
    ...readmes.map((name) => `${root}packages/${name}/README.md`),
    ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
      .map((file) => `${root}docs/${file}`),
  ].filter((file) => examplesOf(file).length > 0);
  // One program for all pages, made when the first test asks for it.
  let found: Map<string, string[]> | undefined;

  it.each(files.map((file) => relative(root, file)))('%s are valid TypeScript', (file) => {
    found ??= typeErrors(files);
    expect(found.get(root + file) ?? []).toEqual([]);
  });
});

/** Type-checks the examples of some pages, each as a module of the app, which may import every package. */
function typeErrors(files: readonly string[]): Map<string, string[]> {
  const modules = new Map<string, { file: string; code: string }>();
  for (const [page, file] of files.entries()) {
    for (const [block, code] of examplesOf(file).entries()) {
      modules.set(`${root}apps/reproduce/src/example-${page}-${block}.ts`, {
        file,
        code: `${code}\nexport {};`,
      });
    }
  }
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const examples = {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    // The app does not use zod itself; readers who write tasks of their own install it.
    paths: { zod: [`${root}packages/llm/node_modules/zod/index.d.ts`] },
  };
  const host = ts.createCompilerHost(examples);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const example = modules.get(name);
    return example ? ts.createSourceFile(name, example.code, rest[0]) : getSourceFile(name, ...rest);
  };
  const program = ts.createProgram([...modules.keys()], examples, host);
  const errors = new Map<string, string[]>();
  for (const [name, { file }] of modules) {
    const source = program.getSourceFile(name);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    const messages = diagnostics.map(({ start = 0, messageText }) => {
      const line = source?.text.slice(0, start).split('\n').length;
      return `line ${line} of its example: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    errors.set(file, [...(errors.get(file) ?? []), ...messages]);
  }
  return errors;
}
