/**
 * Passes lines of JSON on as they are completed, and fails with a SyntaxError at one that is none, or that breaks off: a
 * reader behind it need not guess (the `ollama` client prints such lines and goes on).
 */
export function wholeLines(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      rest += decoder.decode(chunk, { stream: true });
      const end = rest.lastIndexOf('\n') + 1;
      if (end === 0) return;
      for (const line of rest.slice(0, end).split('\n')) if (line.trim() !== '') JSON.parse(line);
      controller.enqueue(encoder.encode(rest.slice(0, end)));
      rest = rest.slice(end);
    },
    flush(controller) {
      if (rest.trim() === '') return;
      JSON.parse(rest);
      controller.enqueue(encoder.encode(rest));
    },
  });
}
