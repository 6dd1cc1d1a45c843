import type { Dataset } from '@hnlm/core';

/** All that can be seen of a dataset. */
export function contents({ train, validation, test, ...rest }: Dataset) {
  const reviews = train.users.ids.map((_, user) =>
    train.items.ids.map((_, item) => train.review(user, item)),
  );
  const view = ({ users, items, review: _, ...view }: Dataset['train']) => ({
    ...view,
    users: users.ids,
    items: items.ids,
  });
  const held = ({ users: _, items: __, ...view }: Dataset['validation'] | Dataset['test']) => view;
  return { ...rest, reviews, train: view(train), validation: held(validation), test: held(test) };
}
