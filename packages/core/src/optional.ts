import { HnlmError } from './errors.ts';

/**
 * Loads an optional peer dependency at first use; its absence is one error that names the install command.
 * The caller passes the import, so that bundlers see it.
 *
 * @throws HnlmError `OPTIONAL_MISSING`
 * @example
 * ```ts
 * const { Ollama } = await loadOptional('ollama', () => import('ollama'));
 * ```
 */
export async function loadOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    throw new HnlmError(`the optional package "${name}" is not installed`, {
      code: 'OPTIONAL_MISSING',
      hint: `Install it with: npm install ${name}`,
      evidence: { package: name },
      cause,
    });
  }
}
