"""Loads gzipped JSON lines with pandas: last of repeats, 5-core to the fixed point, random split of each user.

Argument: the file. Prints seconds, megabytes and counts.
"""
import json, resource, sys, time

import numpy as np
import pandas as pd

start = time.time()
data = pd.concat(pd.read_json(sys.argv[1], lines=True, chunksize=1_000_000), ignore_index=True)
data = data.drop_duplicates(['user_id', 'item_id'], keep='last')
while True:
    users = data.groupby('user_id')['item_id'].transform('size')
    items = data.groupby('item_id')['user_id'].transform('size')
    kept = data[(users >= 5) & (items >= 5)]
    if len(kept) == len(data):
        break
    data = kept

data = data.sample(frac=1, random_state=1)
data['user'], user_ids = pd.factorize(data['user_id'])
data['item'], item_ids = pd.factorize(data['item_id'])
count = data.groupby('user')['item'].transform('size')
place = data.groupby('user').cumcount()
held = np.maximum(1, np.floor(0.1 * count + 0.5))
whole = 2 * held >= count
test = data[(place < held) & ~whole]
validation = data[(place >= held) & (place < 2 * held) & ~whole]
train = data[(place >= 2 * held) | whole]
parts = [part.sort_values(['user', 'item']) for part in (train, validation, test)]

print(json.dumps({
    'seconds': time.time() - start,
    'peak': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'counts': dict(users=len(user_ids), items=len(item_ids),
                   train=len(parts[0]), validation=len(parts[1]), test=len(parts[2])),
}))
