/**
 * How the double answers `/api/chat`. Those that fail or spoil a reply "at first" do so for the first
 * `faults` requests; all others depend on the request alone, so that a repeated run sees the same.
 *
 * - `ok`: a reply that fits the schema; `slow-tokens`: the same, 20 ms a token.
 * - `none`: fits the schema, every string is "None".
 * - `fenced-json`, `think-tags-in-content`, `prose-around-json`: the right JSON within other text.
 * - `wrong-schema-once`: a key is missing in replies to seed 0.
 * - `length`: cut, `done_reason: "length"`; `unfinished`: the stream ends without `done: true`.
 * - `busy-503`, `runner-died-500`, `reset-mid-body`: at first.
 * - `404`: the model is not found, although `/api/tags` lists it.
 * - `mixed`: by the hash of the prompt one of those that a client gets over, cut and unfinished ones to seed
 *   0 only.
 */
export type DoubleScenario =
  | 'ok'
  | 'slow-tokens'
  | 'none'
  | 'fenced-json'
  | 'think-tags-in-content'
  | 'prose-around-json'
  | 'wrong-schema-once'
  | 'length'
  | 'unfinished'
  | 'busy-503'
  | 'runner-died-500'
  | 'reset-mid-body'
  | '404'
  | 'mixed';

/** One reply as it goes over the wire. */
export interface PlannedReply {
  readonly status?: number;
  readonly error?: string;
  readonly content: string;
  /** `null`: the stream ends without `done: true`. */
  readonly doneReason: 'stop' | 'length' | null;
  /** Closes the connection in the middle of the content. */
  readonly reset?: boolean;
  /** In ms. */
  readonly tokenDelay: number;
}

/** What a plan depends on. */
export interface ChatCase {
  readonly model: string;
  /** The right reply. */
  readonly content: string;
  readonly seed: number;
  /** Hash of the messages, in hex. */
  readonly promptHash: string;
  /** Whether this is one of the first `faults` chat requests. */
  readonly early: boolean;
}

const mixture: readonly DoubleScenario[] = [
  'ok',
  'ok',
  'fenced-json',
  'think-tags-in-content',
  'prose-around-json',
  'wrong-schema-once',
  'none',
  'length',
  'unfinished',
];

/** Decides how one chat request is answered. */
export function planReply(scenario: DoubleScenario, chat: ChatCase): PlannedReply {
  const { content, early } = chat;
  const plain: PlannedReply = { content, doneReason: 'stop', tokenDelay: 0 };
  const failing = (status: number, error: string) => ({ ...plain, status, error });
  switch (scenario) {
    case 'ok':
      return plain;
    case 'slow-tokens':
      return { ...plain, tokenDelay: 20 };
    case 'none':
      return { ...plain, content: content.replace(/(:\s*)"(?:[^"\\]|\\.)*"/g, '$1"None"') };
    case 'fenced-json':
      return { ...plain, content: `\`\`\`json\n${content}\n\`\`\`` };
    case 'think-tags-in-content':
      return { ...plain, content: `<think>\nPerhaps {"a": "draft"}?\n</think>\n\n${content}` };
    case 'prose-around-json':
      return { ...plain, content: `Here is the JSON you asked for:\n\n${content}\n\nI hope this helps!` };
    case 'wrong-schema-once':
      return chat.seed === 0 ? { ...plain, content: '{"answer": "something else"}' } : plain;
    case 'length':
      return { ...plain, content: content.slice(0, content.length / 2), doneReason: 'length' };
    case 'unfinished':
      return { ...plain, content: content.slice(0, content.length / 2), doneReason: null };
    case 'busy-503':
      return early
        ? failing(503, 'server busy, please try again.  maximum pending requests exceeded')
        : plain;
    case 'runner-died-500':
      return early
        ? failing(
            500,
            'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, ' +
              'check ollama server logs for details',
          )
        : plain;
    case 'reset-mid-body':
      return early ? { ...plain, reset: true } : plain;
    case '404':
      return failing(404, `model '${chat.model}' not found`);
    case 'mixed': {
      const chosen = mixture[Number.parseInt(chat.promptHash.slice(0, 8), 16) % mixture.length];
      const passing = (chosen === 'length' || chosen === 'unfinished') && chat.seed > 0;
      return planReply(passing ? 'ok' : chosen, chat);
    }
  }
}
