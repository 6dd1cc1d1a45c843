import { join } from 'node:path';
import { createRandom } from '@hnlm/core';
import { float, floats, int64, integers, node, onnxFile, value, writeModelFiles } from './onnx-file.ts';

const [hidden, inner, positions, types] = [16, 32, 128, 2];

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const words =
  'the a of and for with user likes game toy puzzle robot music jazz album tea coffee green black cup'.split(
    ' ',
  );
const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const tokens = [
  ...new Set([
    ...specials,
    ...'.,!?-:;()&/',
    ...letters,
    ...letters.map((letter) => `##${letter}`),
    '##s',
    ...words,
  ]),
];

/**
 * Writes a tiny but real BERT-shaped network for feature extraction into `<folder>/<name>`, in the layout that
 * transformers.js loads: one attention head, vectors of 16 numbers, at most 128 tokens. Its vectors mean nothing.
 *
 * @example
 * ```ts
 * writeTinyModel('models', 'tiny');
 * const encoder = transformersEmbedder({ model: 'tiny', localModelPath: 'models' });
 * ```
 */
export function writeTinyModel(folder: string, name: string): void {
  const file = network();
  writeModelFiles(join(folder, name), { 'model.onnx': file, 'model_quantized.onnx': file }, settings());
}

function network(): Buffer {
  const random = createRandom('tiny model');
  const drawn = (label: string, shape: number[], sd: number) => {
    const stream = random.split(label);
    const size = shape.reduce((product, one) => product * one, 1);
    return floats(
      label,
      shape,
      Float32Array.from({ length: size }, () => sd * stream.normal()),
    );
  };
  const constant = (label: string, one: number) => floats(label, [], Float32Array.of(one));
  const weights = [
    drawn('word', [tokens.length, hidden], 1),
    drawn('position', [positions, hidden], 0.05),
    drawn('type', [types, hidden], 0.02),
    ...['query', 'key', 'value', 'out'].map((one) => drawn(one, [hidden, hidden], 1 / Math.sqrt(hidden))),
    drawn('up', [hidden, inner], 1 / Math.sqrt(hidden)),
    drawn('down', [inner, hidden], 1 / Math.sqrt(inner)),
    constant('epsilon', 1e-6),
    constant('two', 2),
    constant('one', 1),
    constant('masked', -10_000),
    constant('scale', 1 / Math.sqrt(hidden)),
    integers('axis1', [1], [1]),
    integers('zero', [], [0]),
    integers('step', [], [1]),
    integers('second', [], [1]),
  ];
  /** Layer normalisation, spelled out: opset 13 has none. */
  const normalised = (x: string, to: string) => [
    node('ReduceMean', [x], `${to}_mean`, { axes: [-1], keepdims: 1 }),
    node('Sub', [x, `${to}_mean`], `${to}_centred`),
    node('Pow', [`${to}_centred`, 'two'], `${to}_squares`),
    node('ReduceMean', [`${to}_squares`], `${to}_variance`, { axes: [-1], keepdims: 1 }),
    node('Add', [`${to}_variance`, 'epsilon'], `${to}_sum`),
    node('Sqrt', [`${to}_sum`], `${to}_deviation`),
    node('Div', [`${to}_centred`, `${to}_deviation`], to),
  ];
  const nodes = [
    node('Gather', ['word', 'input_ids'], 'word_rows', { axis: 0 }),
    node('Gather', ['type', 'token_type_ids'], 'type_rows', { axis: 0 }),
    node('Shape', ['input_ids'], 'shape'),
    node('Gather', ['shape', 'second'], 'length', { axis: 0 }),
    node('Range', ['zero', 'length', 'step'], 'places'),
    node('Gather', ['position', 'places'], 'position_rows', { axis: 0 }),
    node('Add', ['word_rows', 'type_rows'], 'words_and_types'),
    node('Add', ['words_and_types', 'position_rows'], 'embedded'),
    ...normalised('embedded', 'x0'),
    node('MatMul', ['x0', 'query'], 'queries'),
    node('MatMul', ['x0', 'key'], 'keys'),
    node('MatMul', ['x0', 'value'], 'values'),
    node('Transpose', ['keys'], 'keys_turned', { perm: [0, 2, 1] }),
    node('MatMul', ['queries', 'keys_turned'], 'scores'),
    node('Mul', ['scores', 'scale'], 'scaled'),
    node('Cast', ['attention_mask'], 'mask', { to: float }),
    node('Sub', ['one', 'mask'], 'padding'),
    node('Mul', ['padding', 'masked'], 'penalties'),
    node('Unsqueeze', ['penalties', 'axis1'], 'penalty_rows'),
    node('Add', ['scaled', 'penalty_rows'], 'visible'),
    node('Softmax', ['visible'], 'attention', { axis: -1 }),
    node('MatMul', ['attention', 'values'], 'mixed'),
    node('MatMul', ['mixed', 'out'], 'attended'),
    node('Add', ['x0', 'attended'], 'residual1'),
    ...normalised('residual1', 'x1'),
    node('MatMul', ['x1', 'up'], 'wide'),
    node('Relu', ['wide'], 'active'),
    node('MatMul', ['active', 'down'], 'narrow'),
    node('Add', ['x1', 'narrow'], 'residual2'),
    ...normalised('residual2', 'last_hidden_state'),
  ];
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'];
  const batch = ['batch_size', 'sequence_length'];
  return onnxFile({
    name: 'tiny_bert',
    nodes,
    weights,
    inputs: inputs.map((one) => value(one, int64, batch)),
    outputs: [value('last_hidden_state', float, [...batch, hidden])],
  });
}

function settings(): Record<string, unknown> {
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const names = {
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    mask_token: '[MASK]',
  };
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const sequence = { Sequence: { id: 'A', type_id: 0 } };
  const single = [special('[CLS]'), sequence, special('[SEP]')];
  return {
    'config.json': {
      architectures: ['BertModel'],
      model_type: 'bert',
      hidden_size: hidden,
      intermediate_size: inner,
      num_attention_heads: 1,
      num_hidden_layers: 1,
      max_position_embeddings: positions,
      type_vocab_size: types,
      vocab_size: tokens.length,
      pad_token_id: 0,
      hidden_act: 'relu',
    },
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: specials.map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single,
        pair: single,
        special_tokens: Object.fromEntries(
          ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]),
        ),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab,
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      model_max_length: positions,
      tokenize_chinese_chars: true,
      ...names,
    },
    'special_tokens_map.json': names,
  };
}
