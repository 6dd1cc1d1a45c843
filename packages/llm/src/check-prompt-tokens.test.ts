import { expect, test } from 'vitest';
import { ollama } from './ollama-chat-model.ts';
import { openAICompatible } from './openai-chat-model.ts';
import { startOllamaDouble } from './testing/ollama-double.ts';

const content = 'A review that goes on. '.repeat(20);
const request = { messages: [{ role: 'user', content }], contextTokens: 2048 } as const;

test('a server that cut the prompt gives itself away by its count', async () => {
  const [cutting, sound] = [await startOllamaDouble({ scenario: 'context-drop' }), await startOllamaDouble()];
  const models = (url: string) => [
    ollama({ model: 'llama3.1:8b', host: url }),
    openAICompatible({ model: 'llama3.1:8b', baseUrl: `${url}/v1` }),
  ];
  for (const model of models(cutting.url)) {
    await expect(model.generate(request)).rejects.toMatchObject({
      code: 'LLM_CONTEXT',
      evidence: { promptTokens: 8, characters: 460 },
    });
  }
  for (const model of models(sound.url))
    expect(await model.generate(request)).toMatchObject({ finish: 'stop' });
  await cutting.close();
  await sound.close();
});
