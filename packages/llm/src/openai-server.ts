import { HnlmError } from '@hnlm/core';
import type { CallOptions } from './chat-model.ts';
import type { Answer } from './send-request.ts';
import { serverAddresses } from './server-address.ts';
import { type ServerLimits, serverCalls } from './server-calls.ts';
import { type ServerAdvice, withoutKey } from './server-errors.ts';

/** Where an OpenAI-compatible server is, and how long to wait for it. */
export interface OpenAIServerOptions extends ServerLimits {
  /**
   * Address up to the version, such as `http://127.0.0.1:8000/v1`, or several of servers that have the same model, as a list or
   * separated by commas; the environment's `OPENAI_BASE_URL`, else `https://api.openai.com/v1` by default. Plain `http` for this
   * machine only.
   */
  readonly baseUrl?: string | readonly string[];
  /** Name of the environment variable that holds the key; `OPENAI_API_KEY` by default. It is sent to each server; local ones need none. */
  readonly apiKeyEnv?: string;
  /** Prompts hold people's texts, so a server on another machine must be allowed; `false` by default. */
  readonly allowRemote?: boolean;
}

/** Runs exchanges with an OpenAI-compatible server. */
export interface OpenAIServer {
  readonly host: string;
  /** Sends JSON, or asks for a path where there is no body, and reads the answer. */
  call<T>(
    path: string,
    body: unknown,
    read: (answer: Answer) => Promise<T>,
    options?: CallOptions,
  ): Promise<T>;
}

export const openAIAdvice: ServerAdvice = {
  what: 'an OpenAI-compatible server',
  start: 'Start it, or name its address with baseUrl or OPENAI_BASE_URL, up to /v1.',
  address: 'Correct baseUrl or OPENAI_BASE_URL: it ends with the version, such as /v1.',
};

/**
 * Finds the servers.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`, `LLM_KEY` if `apiKeyEnv` holds what looks like a key
 */
export function openAIServers(options: OpenAIServerOptions): OpenAIServer[] {
  const { apiKeyEnv = 'OPENAI_API_KEY', allowRemote = false } = options;
  const hosts = options.baseUrl ?? (process.env.OPENAI_BASE_URL || 'https://api.openai.com/v1');
  const addresses = serverAddresses(hosts, 8000, { allowRemote });
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(apiKeyEnv) || /^(sk|hf|gsk)[_-]/i.test(apiKeyEnv)) {
    throw new HnlmError('apiKeyEnv is not the name of an environment variable', {
      code: 'LLM_KEY',
      hint: 'Put the key into a variable such as OPENAI_API_KEY and give its name: keys are never options.',
    });
  }
  return addresses.map((host) => openAIServer(host, apiKeyEnv, options));
}

/** The key is read from the environment at each call and goes nowhere but into the header. */
function openAIServer(host: string, apiKeyEnv: string, limits: ServerLimits): OpenAIServer {
  const server = serverCalls(host, limits, openAIAdvice);
  return {
    host,
    call(path, body, read, call) {
      const key = process.env[apiKeyEnv];
      const exchange = server.call(async (send) => {
        const answer = await send(`${host}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            accept: 'application/json, text/event-stream',
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...(key && { authorization: `Bearer ${key}` }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return read(answer);
      }, call);
      return exchange.catch((error: unknown) => {
        throw withoutKey(error, key);
      });
    },
  };
}
