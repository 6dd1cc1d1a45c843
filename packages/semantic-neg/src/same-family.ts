/**
 * Families by what the names of their models hold. Those of one maker that share data or distil each other are one. The
 * table is ours; names outside it go by the word that they begin with.
 */
const families: readonly RegExp[] = [
  /gpt|davinci|\bo[134](-|$)/,
  /claude/,
  /gemini|gemma/,
  /llama|vicuna|alpaca|tulu|hermes/,
  /qwen|qwq/,
  /mistral|mixtral|ministral|codestral|magistral|zephyr/,
  /deepseek/,
  /\bphi-?\d/,
  /granite/,
  /command-|\baya\b/,
  /glm/,
  /olmo/,
  /\byi-?\d/,
  /falcon/,
  /smollm/,
];

/**
 * Says whether two models, named as providers name them, are the same or of one family. A distilled model belongs to
 * both families in its name. Names that begin with the same word of at least two letters count as one family too, whatever they
 * are: a judge that is refused for nothing can be allowed, one that passes for nothing is not seen.
 *
 * @example
 * ```ts
 * sameFamily('llama3.1:8b', 'meta-llama/Llama-3.2-3B-Instruct'); // true
 * sameFamily('deepseek-r1-distill-qwen-7b', 'qwen2.5:7b'); // true
 * sameFamily('llama3.1:8b', 'mistral:7b'); // false
 * ```
 */
export function sameFamily(first: string, second: string): boolean {
  const [one, other] = [lastPart(first), lastPart(second)];
  return (
    one === other ||
    (firstWord(one) !== undefined && firstWord(one) === firstWord(other)) ||
    families.some((family) => family.test(one) && family.test(other))
  );
}

function firstWord(name: string): string | undefined {
  return name.match(/^\p{L}{2,}/u)?.[0];
}

/** What is behind the maker in `meta-llama/Llama-3.1-8B` or `hf.co/bartowski/Llama-3.1-8B`. */
function lastPart(name: string): string {
  return name.trim().toLowerCase().split('/').at(-1)!;
}
