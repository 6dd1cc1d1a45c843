import { readFile, writeFile } from 'node:fs/promises';

/** How a runner of request files spoils its work. */
export interface RunnerFaults {
  /** By the place of the request in the file, from 0. */
  readonly faultOf?: (
    place: number,
  ) => 'expired' | 'refused' | 'vllm-refused' | 'vllm-error' | 'torn' | undefined;
  /** As OpenAI, whose results come in any order; vLLM keeps it. */
  readonly reverse?: boolean;
}

interface Request {
  readonly custom_id: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** Stands in for OpenAI's Batch API and `vllm run-batch`: answers a request file by a server, line by line. */
export async function runBatchFile(
  server: string,
  input: string,
  output: string,
  { faultOf, reverse = false }: RunnerFaults = {},
): Promise<number> {
  const requests = (await readFile(input, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Request);
  const lines = await Promise.all(
    requests.map(async ({ custom_id, url, body }, place) => {
      const fault = faultOf?.(place);
      if (fault === 'expired') {
        const error = { code: 'batch_expired', message: 'This request could not be executed in time.' };
        return JSON.stringify({ id: `batch_req_${place}`, custom_id, response: null, error });
      }
      if (fault === 'refused') {
        const response = { status_code: 400, body: { error: { message: 'Bad request.' } } };
        return JSON.stringify({ custom_id, response, error: null });
      }
      if (fault === 'vllm-refused') {
        const response = { status_code: 400, request_id: 'r' };
        return JSON.stringify({ custom_id, response, error: 'The prompt is too long.' });
      }
      if (fault === 'vllm-error') {
        const error = { message: 'The model is lost.', type: 'NotFoundError', param: null, code: 404 };
        return JSON.stringify({
          custom_id,
          response: { status_code: 404, request_id: 'r' },
          error: { error },
        });
      }
      const answer = await fetch(server + url, { method: 'POST', body: JSON.stringify(body) });
      const response = { status_code: answer.status, request_id: `r${place}`, body: await answer.json() };
      const line = JSON.stringify({ id: `batch_req_${place}`, custom_id, response, error: null });
      return fault === 'torn' ? line.slice(0, line.length / 2) : line;
    }),
  );
  await writeFile(output, `${(reverse ? lines.reverse() : lines).join('\n')}\n`);
  return lines.length;
}
