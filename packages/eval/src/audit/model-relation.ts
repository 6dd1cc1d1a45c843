/** How two language models are related, closest first (Preference Leakage, arXiv 2502.01534, section 3). */
export type ModelRelation = 'same-model' | 'inheritance' | 'same-family' | 'unrelated' | 'unknown';

/** Options of {@link modelRelation}. */
export interface ModelRelationOptions {
  /**
   * What names do not tell: models by the models whose answers they were trained on, such as
   * `{ 'my-judge:7b': ['gpt-4o'] }`.
   */
  readonly trainedOn?: Readonly<Record<string, readonly string[]>>;
}

/** Families by what the names of their models hold. Those of one maker that share data or distil each other are one. */
const families: readonly (readonly [string, RegExp])[] = [
  ['gpt', /gpt-?\d|chatgpt|gpt-oss|\bo[134](-|$)|davinci/],
  ['claude', /claude/],
  ['gemini', /gemini|gemma/],
  ['llama', /llama|vicuna|alpaca|tulu|hermes/],
  ['qwen', /qwen|qwq/],
  ['mistral', /mistral|mixtral|ministral|codestral|magistral|zephyr/],
  ['deepseek', /deepseek/],
  ['phi', /\bphi-?\d/],
  ['granite', /granite/],
  ['command', /command-r|\baya\b|cohere/],
  ['glm', /\bglm|chatglm/],
  ['olmo', /olmo/],
  ['yi', /\byi-?\d/],
  ['falcon', /falcon/],
  ['smollm', /smollm/],
];

/** Words of a name that say how a model is packed, not which it is. */
const packing =
  /^(latest|instruct|it|chat|text|gguf|ggml|awq|gptq|bnb|q\d.*|iq\d.*|k|m|s|fp16|bf16|f16|fp8|int[48]|4bit|8bit|preview)$/;

/**
 * Tells how two models are related, from their names as providers write them: `llama3.1:8b`,
 * `meta-llama/Llama-3.1-8B-Instruct-GGUF` and `llama3.1:8b-instruct-q4_K_M` are the same model. A name that holds two
 * families, as distilled models have it, inherits from both; what names do not tell can be declared. Names outside
 * the table of families are `unknown`, which is not `unrelated`.
 *
 * @example
 * ```ts
 * modelRelation('llama3.1:8b', 'llama3.2:3b'); // 'same-family'
 * modelRelation('deepseek-r1-distill-qwen-7b', 'qwen2.5:7b'); // 'inheritance'
 * ```
 */
export function modelRelation(
  first: string,
  second: string,
  { trainedOn = {} }: ModelRelationOptions = {},
): ModelRelation {
  if (modelKey(first) === modelKey(second)) return 'same-model';
  if (inherits(first, second, trainedOn) || inherits(second, first, trainedOn)) return 'inheritance';
  const ofFirst = familiesOf(first);
  const ofSecond = familiesOf(second);
  if (ofFirst.length === 0 || ofSecond.length === 0) return 'unknown';
  if (!ofFirst.some((family) => ofSecond.includes(family))) return 'unrelated';
  return ofFirst.length > 1 || ofSecond.length > 1 ? 'inheritance' : 'same-family';
}

/** Follows declared training data back, also over several steps. */
function inherits(
  student: string,
  teacher: string,
  trainedOn: Readonly<Record<string, readonly string[]>>,
): boolean {
  const teachers = new Map(Object.entries(trainedOn).map(([name, of]) => [modelKey(name), of.map(modelKey)]));
  const open = [modelKey(student)];
  const seen = new Set(open);
  for (const model of open) {
    for (const one of teachers.get(model) ?? []) {
      if (one === modelKey(teacher)) return true;
      if (!seen.has(one)) {
        seen.add(one);
        open.push(one);
      }
    }
  }
  return false;
}

function familiesOf(name: string): string[] {
  const lower = withoutMaker(name);
  return families.filter(([, pattern]) => pattern.test(lower)).map(([family]) => family);
}

/** What is left of a name without maker and packing, as one word: `llama318b`. */
function modelKey(name: string): string {
  const words = withoutMaker(name)
    .split(/[\s:_-]+/)
    .filter((word) => !packing.test(word));
  return words.join('').replaceAll('.', '');
}

/**
 * Keeps what is behind the last slash of `meta-llama/Llama-3.1-8B` or `hf.co/bartowski/Llama-3.1-8B`, and before the date
 * of `gpt-4o-2024-08-06` or `claude-3-5-sonnet-20241022`.
 */
function withoutMaker(name: string): string {
  const model = name.trim().toLowerCase().split('/').at(-1)!;
  return model.replace(/[-@](\d{4}-\d{2}-\d{2}|\d{8})$/, '');
}
