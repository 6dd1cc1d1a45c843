/** Node's file functions, imported when they are needed: by a name that bundlers for pages do not look up. */
export function nodeFiles(): Promise<typeof import('node:fs/promises')> {
  const name = 'node:fs/promises';
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** Node's path functions, likewise. */
export function nodePaths(): Promise<typeof import('node:path')> {
  const name = 'node:path';
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}
