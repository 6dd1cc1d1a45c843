import { join } from 'node:path';
import { float, floats, int64, node, onnxFile, value, writeModelFiles } from './onnx-file.ts';

const end = '<|end|>';
const answer = '<|assistant|>';
const specials = ['<|system|>', '<|user|>', answer, end];

/**
 * Writes a tiny but real network for text generation into `<folder>/<name>`, in the layout that transformers.js loads: each
 * token decides about the next one, so that every reply is the same.
 *
 * @param pieces the reply in pieces, each a token; none may occur twice
 * @example
 * ```ts
 * writeTinyChatModel('models', 'tiny-chat', ['{"summary":', '"green ', 'tea"}']);
 * const model = transformers({ model: 'tiny-chat', localModelPath: 'models' });
 * ```
 */
export function writeTinyChatModel(folder: string, name: string, pieces: readonly string[]): void {
  const tokens = [...byteLetters(), ...specials, ...pieces];
  const file = network(tokens.length, chain(tokens, [answer, ...pieces, end]));
  const names = ['decoder_model_merged', 'model'].flatMap((one) => [`${one}.onnx`, `${one}_quantized.onnx`]);
  const networks = Object.fromEntries(names.map((one) => [one, file]));
  writeModelFiles(join(folder, name), networks, settings(tokens, pieces));
}

/** A score of 1 for what follows each token, row by row; whatever else leads to the end. */
function chain(tokens: readonly string[], order: readonly string[]): Float32Array {
  const size = tokens.length;
  const scores = new Float32Array(size * size);
  for (const [row, token] of tokens.entries()) {
    const place = order.indexOf(token);
    const next = place >= 0 && place < order.length - 1 ? order[place + 1] : end;
    scores[row * size + tokens.indexOf(next)] = 1;
  }
  return scores;
}

function network(size: number, scores: Float32Array): Buffer {
  const batch = ['batch_size', 'sequence_length'];
  return onnxFile({
    name: 'tiny_chain',
    nodes: [node('Gather', ['scores', 'input_ids'], 'logits', { axis: 0 })],
    weights: [floats('scores', [size, size], scores)],
    inputs: ['input_ids', 'attention_mask'].map((one) => value(one, int64, batch)),
    outputs: [value('logits', float, [...batch, size])],
  });
}

/** The letters that byte-level tokenizers write bytes with: printable ones stand for themselves. */
function byteLetters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(printable ? byte : next++);
  });
}

function settings(tokens: readonly string[], pieces: readonly string[]): Record<string, unknown> {
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  const ends = { eos_token_id: vocab[end], bos_token_id: vocab[end] };
  const turns = '{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{% endfor %}';
  return {
    'config.json': {
      ...{ architectures: ['GPT2LMHeadModel'], model_type: 'gpt2' },
      ...{ n_embd: 1, n_head: 1, n_layer: 0, n_positions: 4096, vocab_size: tokens.length },
      ...ends,
    },
    'generation_config.json': ends,
    'tokenizer.json': {
      ...{ version: '1.0', truncation: null, padding: null, normalizer: null, post_processor: null },
      added_tokens: [...specials, ...pieces].map((content) => ({
        ...{ id: vocab[content], content, special: specials.includes(content) },
        ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
      })),
      pre_tokenizer: byteLevel,
      decoder: byteLevel,
      model: { type: 'BPE', unk_token: null, vocab, merges: [] },
    },
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'GPT2Tokenizer', model_max_length: 4096 },
      ...{ eos_token: end, bos_token: end, pad_token: end, unk_token: end },
      chat_template: `${turns}{% if add_generation_prompt %}${answer}{% endif %}`,
    },
    'special_tokens_map.json': { eos_token: end, bos_token: end, pad_token: end, unk_token: end },
  };
}
