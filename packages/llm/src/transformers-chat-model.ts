import type { ChatModel } from './chat-model.ts';
import { loadedOnce, type TransformersSource } from './load-transformers.ts';
import { transformersIdentity } from './transformers-identity.ts';

/** Options of {@link transformers}. */
export type TransformersOptions = TransformersSource;

interface TextGeneration {
  (messages: unknown, options: object): Promise<readonly { readonly generated_text: unknown }[]>;
  readonly tokenizer: {
    apply_chat_template(messages: unknown, options: object): unknown;
    encode?(text: string): readonly number[];
  };
}

/**
 * Makes a chat model of transformers.js in this process, for small instruction models. It cannot hold a model to a schema:
 * the shape of a reply is checked afterwards. A request that is under way cannot be stopped; its result is dropped.
 *
 * @throws HnlmError its methods: `OPTIONAL_MISSING`, `LLM_MODEL_MISSING`
 * @example
 * ```ts
 * const model = transformers({ model: 'onnx-community/Qwen2.5-0.5B-Instruct' });
 * ```
 */
export function transformers(options: TransformersOptions): ChatModel {
  const generation = loadedOnce<TextGeneration>('text-generation', options);
  return {
    identity: transformersIdentity(options),
    async generate({ messages, temperature = 0, maxTokens = 512 }, { signal } = {}) {
      signal?.throwIfAborted();
      const generate = await generation();
      const prompt = generate.tokenizer.apply_chat_template(messages, {
        tokenize: false,
        add_generation_prompt: true,
      }) as string;
      const [{ generated_text: generated }] = await generate(prompt, {
        max_new_tokens: maxTokens,
        do_sample: temperature > 0,
        ...(temperature > 0 && { temperature }),
        return_full_text: false,
      });
      signal?.throwIfAborted();
      const whole = String(generated);
      const text = whole.startsWith(prompt) ? whole.slice(prompt.length) : whole;
      const tokensOf = (part: string) => generate.tokenizer.encode?.(part).length ?? 0;
      const completionTokens = tokensOf(text);
      return {
        text: text.trim(),
        // The library does not say why it ended: a reply as long as was allowed was cut.
        finish: completionTokens >= maxTokens ? 'length' : 'stop',
        usage: { promptTokens: tokensOf(prompt), completionTokens },
      };
    },
  };
}
