export { type ExtractiveProfilesOptions, extractiveProfiles } from './extractive-profiles.ts';
export {
  type FaithfulnessOptions,
  type FaithfulnessReport,
  faithfulness,
  type Written,
} from './faithfulness.ts';
export {
  type HeldOutMention,
  type HeldOutMentionsOptions,
  type HeldOutReport,
  heldOutMentions,
} from './held-out-mentions.ts';
export { type ImportedProfiles, type ImportProfilesOptions, importProfiles } from './import-profiles.ts';
export { type ItemPromptOptions, itemPrompt } from './item-prompt.ts';
export { type LlmProfilesOptions, llmProfiles } from './llm-profiles.ts';
export type { EvidenceOrder } from './order-evidence.ts';
export type { Profile, ProfileKind, ProfileList, ProfileProvenance, Profiles } from './profile.ts';
export { type ProfileReply, profileTask } from './profile-task.ts';
export type { ProfileFormat } from './read-records.ts';
export { randomChoice, type TextChoice } from './text-choice.ts';
export { type UserPromptOptions, userPrompt } from './user-prompt.ts';
