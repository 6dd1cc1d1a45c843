import { HnlmError } from '@hnlm/core';

/**
 * Checks by shape alone that this is a model object of the AI SDK.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`
 */
export function checkAiSdkModel(model: { readonly specificationVersion?: unknown }, method: string): void {
  const { specificationVersion: version } = model;
  const fits = typeof version === 'string' && /^v[234]$/.test(version);
  if (fits && typeof (model as Record<string, unknown>)[method] === 'function') return;
  throw new HnlmError(`this is no model object of the AI SDK (specification ${JSON.stringify(version)})`, {
    code: 'LLM_PROVIDER_UNKNOWN',
    hint: 'Pass what a provider returns, such as mistral("mistral-small-latest"): specification v2, v3 or v4.',
  });
}
