const empty = new Set(['!doctype', 'br', 'meta']);

/** Lists what is wrong with the nesting of tags in markup: nothing, where it is balanced. */
export function nestingFaults(markup: string): readonly string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name] of markup.matchAll(/<(\/?)([!a-zA-Z][\w]*)(?:\s[^<>]*)?>/g)) {
    if (empty.has(name)) continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else faults.push(`</${name}> within <${open.at(-1)}>`);
  }
  return [...faults, ...open.map((name) => `<${name}> stays open`)];
}
