import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@hnlm/core';

// ONNX is protobuf; the few messages that a network needs are encoded here.

const [hidden, inner, positions, types] = [16, 32, 128, 2];
const [float, int64] = [1, 7];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  // Negative numbers are written as 64-bit two's complement.
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; ) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest ? low | 128 : low);
    if (!rest) return Buffer.from(bytes);
  }
}

const tag = (field: number, wire: number) => varint((field << 3) | wire);
const number = (field: number, value: number) => Buffer.concat([tag(field, 0), varint(value)]);
const bytes = (field: number, value: Buffer) => Buffer.concat([tag(field, 2), varint(value.length), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const all = (...parts: Buffer[]) => Buffer.concat(parts);

const tensor = (name: string, shape: number[], type: number, data: Buffer) =>
  all(...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, data));
const floats = (name: string, shape: number[], values: Float32Array) =>
  tensor(name, shape, float, Buffer.from(values.buffer));
const integers = (name: string, shape: number[], values: number[]) =>
  tensor(name, shape, int64, Buffer.from(BigInt64Array.from(values, BigInt).buffer));

type Attributes = Readonly<Record<string, number | number[]>>;
const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}) =>
  all(
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, `${output}_node`),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(
        5,
        typeof value === 'number'
          ? all(text(1, name), number(3, value), number(20, 2))
          : all(text(1, name), ...value.map((one) => number(8, one)), number(20, 7)),
      ),
    ),
  );
const value = (name: string, type: number, shape: (string | number)[]) => {
  const sizes = shape.map((size) => bytes(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  return all(text(1, name), bytes(2, bytes(1, all(number(1, type), bytes(2, all(...sizes))))));
};

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
  const path = (file: string) => join(folder, name, file);
  mkdirSync(path('onnx'), { recursive: true });
  for (const file of ['onnx/model.onnx', 'onnx/model_quantized.onnx']) writeFileSync(path(file), network());
  for (const [file, content] of Object.entries(settings())) {
    writeFileSync(path(file), JSON.stringify(content));
  }
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
  const graph = all(
    ...nodes.map((one) => bytes(1, one)),
    text(2, 'tiny_bert'),
    ...weights.map((one) => bytes(5, one)),
    ...inputs.map((one) => bytes(11, value(one, int64, batch))),
    bytes(12, value('last_hidden_state', float, [...batch, hidden])),
  );
  // IR version 8, operator set 13.
  return all(number(1, 8), text(2, 'hnlm'), bytes(7, graph), bytes(8, number(2, 13)));
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
