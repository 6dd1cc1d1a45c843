#!/usr/bin/env node
// Checks that every package has the same shape and imports only what it may. One line a finding; exit code 1 if any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The direction of the project: what each package may import of the others, in sources that are published. */
const mayImport = {
  core: [],
  'tfjs-backend': ['core'],
  data: ['core'],
  llm: ['core'],
  'llm-profile': ['core', 'llm'],
  'semantic-neg': ['core', 'llm', 'tfjs-backend'],
  'cf-models': ['core', 'tfjs-backend'],
  align: ['core', 'tfjs-backend', 'cf-models'],
  eval: ['core', 'tfjs-backend'],
};

/** Packages that depend on nothing at all. */
const withoutDependencies = ['core'];

/** Fields of every package.json: where, what is expected there, and whether it is so. */
const fields = [
  ['name', (name) => `"@hnlm/${name}"`, (is, name) => is === `@hnlm/${name}`],
  ['description', () => 'one line of text', (is) => typeof is === 'string' && is !== ''],
  ['license', () => '"MIT"', (is) => is === 'MIT'],
  ['type', () => '"module"', (is) => is === 'module'],
  ['repository.directory', (name) => `"packages/${name}"`, (is, name) => is === `packages/${name}`],
  ['engines.node', () => '">=22.18"', (is) => is === '>=22.18'],
  ['sideEffects', () => 'false, or a list of files', (is) => is === false || Array.isArray(is)],
  ['files', () => 'dist and src without tests', (is) => same(is, published)],
  ['publishConfig.access', () => '"public"', (is) => is === 'public'],
  ['publishConfig.provenance', () => 'true', (is) => is === true],
  ['exports../package.json', () => '"./package.json"', (is) => is === './package.json'],
  ['exports..', () => 'the conditions of src/index.ts', (is) => is?.['@hnlm/source'] === './src/index.ts'],
];
const published = ['dist', 'src', '!src/**/*.test.ts', '!src/**/__fixtures__'];

/** What no published source may hold. */
const forbidden = [
  [/\bMath\.random\b/, 'Math.random: take a Random of @hnlm/core'],
  [/\bDate\.now\b/, 'Date.now: results must not depend on the clock; report times through onEvent'],
  [/^export default\b/m, 'a default export: export it by name'],
];

/** Places where something forbidden is right, as `{ 'packages/x/src/y.ts': 'why' }`. */
const exceptions = {};

const mostLines = 400;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const findings = [];
const report = (file, what) => findings.push(`${relative(root, file).split(sep).join('/')}: ${what}`);

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Follows a path such as `engines.node`; `exports..` and `exports../package.json` name keys that begin with a dot. */
function fieldOf(manifest, path) {
  const [first, ...rest] = path.startsWith('exports.') ? ['exports', path.slice(8)] : path.split('.');
  return rest.reduce((value, key) => value?.[key], manifest[first]);
}

function checkManifest(folder, name, manifest) {
  const file = join(folder, 'package.json');
  for (const [path, expected, holds] of fields) {
    if (!holds(fieldOf(manifest, path), name)) report(file, `set ${path} to ${expected(name)}`);
  }
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    if (subpath === './package.json') continue;
    const stem = target?.['@hnlm/source']?.match(/^\.\/src\/(.+)\.ts$/)?.[1];
    const conditions = {
      '@hnlm/source': `./src/${stem}.ts`,
      types: `./dist/${stem}.d.ts`,
      default: `./dist/${stem}.js`,
    };
    if (stem === undefined || !same(target, conditions)) {
      report(file, `give exports["${subpath}"] the conditions @hnlm/source, types, default, in this order`);
    } else if (!existsSync(join(folder, 'src', `${stem}.ts`))) {
      report(file, `exports["${subpath}"] names src/${stem}.ts, which does not exist`);
    }
  }
  const dependencies = Object.keys(manifest.dependencies ?? {});
  if (withoutDependencies.includes(name) && dependencies.length > 0) {
    report(file, `remove the dependencies ${dependencies.join(', ')}: ${name} has none by design`);
  }
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const other = dependency.match(/^@hnlm\/(.+)$/)?.[1];
    if (other && !mayImport[name].includes(other)) {
      report(file, `remove the dependency on ${dependency}: ${direction(name)}`);
    }
  }
  if (!existsSync(join(folder, 'README.md'))) report(join(folder, 'README.md'), 'write it');
}

function direction(name) {
  return `${name} may import ${mayImport[name].join(', ') || 'no other package'}`;
}

/** The lines that are not comment, so that examples in doc comments do not count. */
function codeOf(source) {
  return source
    .split('\n')
    .filter((line) => !/^\s*(\/\*|\*|\/\/)/.test(line))
    .join('\n');
}

/** Every module that a source names in an import or a re-export. */
function importsOf(code) {
  const named = code.matchAll(/^(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/gm);
  const bare = code.matchAll(/^import\s*['"]([^'"]+)['"]/gm);
  const dynamic = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...named, ...bare, ...dynamic].map(([, specifier]) => specifier);
}

function checkImport(file, folder, name, manifest, specifier, isTest) {
  if (specifier.startsWith('.')) {
    if (!/\.(ts|json)$/.test(specifier)) report(file, `write the extension: from '${specifier}.ts'`);
    if (!resolve(dirname(file), specifier).startsWith(folder + sep)) {
      report(file, `import '${specifier}' by the name of its package`);
    }
    return;
  }
  const [, other, subpath] = specifier.match(/^@hnlm\/([^/]+)(\/.+)?$/) ?? [];
  if (other === undefined) return;
  const exported = manifests[other]?.exports?.[`.${subpath ?? ''}`];
  if (!exported) report(file, `'${specifier}' is not public: import what @hnlm/${other} exports`);
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
  const declared = { ...dependencies, ...peerDependencies, ...(isTest && devDependencies) };
  if (other !== name && !(`@hnlm/${other}` in declared)) {
    report(
      file,
      `add @hnlm/${other} to the ${isTest ? 'devDependencies' : 'dependencies'}, or drop the import`,
    );
  }
  if (!isTest && other !== name && !mayImport[name].includes(other)) {
    report(file, `drop the import of @hnlm/${other}: ${direction(name)}`);
  }
}

function checkSource(file, folder, name, manifest) {
  const path = relative(join(folder, 'src'), file).split(sep);
  const isTest = path.includes('__fixtures__') || file.endsWith('.test.ts');
  const isGenerated = file.endsWith('.generated.ts');
  const words = [
    ...path.slice(0, -1).filter((part) => part !== '__fixtures__'),
    basename(file).split('.')[0],
  ];
  if (!words.every((word) => kebab.test(word))) report(file, 'name files and folders in kebab-case');

  const source = readFileSync(file, 'utf8');
  const code = codeOf(source);
  for (const specifier of importsOf(code)) checkImport(file, folder, name, manifest, specifier, isTest);
  const lines = source.split('\n').length;
  if (!isTest && !isGenerated && lines > mostLines) {
    report(file, `split it: ${lines} lines, ${mostLines} at most`);
  }
  for (const [pattern, instead] of isTest ? [] : forbidden) {
    const excused = relative(root, file).split(sep).join('/') in exceptions;
    if (!excused && pattern.test(code)) report(file, `holds ${instead}`);
  }
  if (basename(file) === 'index.ts') {
    const rest = code.replace(/export (type )?\{[^}]*\}( from '[^']+')?;/g, '').trim();
    if (rest !== '')
      report(file, `keep to lists of names, export { ... } from '...': ${rest.split('\n')[0]}`);
  }
}

const packages = join(root, 'packages');
const names = readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));
const manifests = Object.fromEntries(
  names.map((name) => [name, JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'))]),
);

for (const name of names) {
  const folder = join(packages, name);
  if (!(name in mayImport)) {
    report(folder, 'say in tools/check-packages.mjs what it may import');
    continue;
  }
  checkManifest(folder, name, manifests[name]);
  const files = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true });
  for (const entry of files) {
    if (entry.isFile() && entry.name.endsWith('.ts')) {
      checkSource(join(entry.parentPath, entry.name), folder, name, manifests[name]);
    }
  }
}

for (const finding of findings.sort()) console.error(finding);
console.error(
  findings.length === 0
    ? `${names.length} packages have the shape and the direction of the project.`
    : `${findings.length} findings.`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
