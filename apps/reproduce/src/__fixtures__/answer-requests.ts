import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Answers request files as `vllm run-batch` does, by a server of OpenAI's protocol; every so many lines fail. */
export async function answerRequests(
  folder: string,
  results: string,
  { url, failEvery = Infinity }: { readonly url: string; readonly failEvery?: number },
): Promise<number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.jsonl$/.test(name),
  );
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const answers: string[] = [];
  for (const [n, line] of lines.entries()) {
    const { custom_id, url: path, body } = JSON.parse(line);
    if ((n + 1) % failEvery === 0) {
      answers.push(JSON.stringify({ custom_id, response: null, error: { code: 'batch_expired' } }));
      continue;
    }
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const response = { status_code: answer.status, body: await answer.json() };
    answers.push(JSON.stringify({ custom_id, response, error: null }));
  }
  writeFileSync(results, `${answers.join('\n')}\n`);
  return lines.length;
}
