import type { HeldOut } from '@hnlm/core';

/** Says in words what is left out when a part is ranked. */
export const maskedIn: Readonly<Record<HeldOut['part'], string>> = {
  validation: 'train',
  test: 'train and validation',
  'test-as-published': 'train and validation',
};
