import { lookup } from 'node:dns';
import { HnlmError } from '@hnlm/core';
import { isLinkLocal } from './is-link-local.ts';

/** Resolves names as `node:dns` does, and refuses link-local addresses: at these, clouds hand out credentials. */
export function guardedLookup(
  hostname: string,
  options: { all?: boolean },
  callback: (error: Error | null, address?: unknown, family?: number) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (addresses.some(({ address }) => isLinkLocal(address))) {
      return callback(
        new HnlmError(`${hostname} is a link-local address`, {
          code: 'LLM_HOST',
          hint: 'Name the address of a model server.',
        }),
      );
    }
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
}
