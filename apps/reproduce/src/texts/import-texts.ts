import type { DataNote, TrainView } from '@hnlm/core';
import { importProfiles, type ProfileList } from '@hnlm/llm-profile';
import type { RunOptions } from '../options.ts';

/** Profiles that the user brought, instead of having them written. */
export interface ImportedTexts {
  readonly items?: ProfileList;
  readonly users?: ProfileList;
  readonly notes: readonly DataNote[];
}

/**
 * Reads the profile files that the options name.
 *
 * @throws HnlmError as `importProfiles`
 */
export async function importTexts(
  { items, users }: TrainView,
  { itemProfiles, profiles }: Pick<RunOptions, 'itemProfiles' | 'profiles'>,
): Promise<ImportedTexts> {
  const ofItems = itemProfiles && (await importProfiles({ file: itemProfiles, kind: 'item', ids: items }));
  const ofUsers = profiles && (await importProfiles({ file: profiles, kind: 'user', ids: users }));
  return {
    ...(ofItems && { items: ofItems.profiles }),
    ...(ofUsers && { users: ofUsers.profiles }),
    notes: [...(ofItems ? ofItems.notes : []), ...(ofUsers ? ofUsers.notes : [])],
  };
}
