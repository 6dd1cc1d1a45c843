import { HnlmError } from '@hnlm/core';
import { type ModelRelation, type ModelRelationOptions, modelRelation } from './model-relation.ts';

/** Options of {@link checkJudge}. */
export interface CheckJudgeOptions extends ModelRelationOptions {
  /** Name of the model that wrote the negatives. */
  readonly generator: string;
  /** Name of the model that judges them. */
  readonly judge: string;
  /** Lets a related judge pass; the relation that is returned belongs into the report. */
  readonly allowRelated?: boolean;
}

/**
 * Refuses a judge that is related to the generator: it favours what its kin wrote (Preference Leakage, arXiv
 * 2502.01534). Models of unknown family pass, as `unknown`.
 *
 * @throws HnlmError `JUDGE_RELATED`
 * @example
 * ```ts
 * checkJudge({ generator: 'qwen2.5:7b', judge: 'llama3.1:8b' }); // 'unrelated'
 * ```
 */
export function checkJudge({
  generator,
  judge,
  allowRelated = false,
  ...options
}: CheckJudgeOptions): ModelRelation {
  const relation = modelRelation(generator, judge, options);
  if (allowRelated || relation === 'unrelated' || relation === 'unknown') return relation;
  const how = {
    'same-model': 'are the same model',
    inheritance: 'inherit from one another',
    'same-family': 'are one family',
  };
  throw new HnlmError(`generator "${generator}" and judge "${judge}" ${how[relation]}`, {
    code: 'JUDGE_RELATED',
    hint: 'Judge with a model of another family, or set allowRelated and report the relation.',
    evidence: { generator, judge, relation },
  });
}
