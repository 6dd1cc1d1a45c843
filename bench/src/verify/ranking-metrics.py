"""Measures top-k lists apart from @hnlm/eval, with numpy alone: prints metrics, and values by user, as JSON.

Arguments: the lists (lines `user item ...` or JSON lines), the files of relevant and of masked pairs with commas between (lines
`user item ...`, or `user item rating` with the argument `pairs`), the number of items, the cut-offs with commas between, and
`rows` or `pairs`. Ids are whole numbers from 0. Works on whole matrices of hits, one row a user.
"""
import gzip, json, sys
import numpy as np

lists_file, relevant_file, masked_files, items, cut_offs, form = sys.argv[1:]
items, cut_offs = int(items), [int(k) for k in cut_offs.split(',')]


def lines(path):
    with (gzip.open if path.endswith('.gz') else open)(path, 'rt') as file:
        return file.read().splitlines()


def pairs(path):
    if form == 'pairs':
        return np.loadtxt(lines(path), dtype=np.int64, usecols=(0, 1), ndmin=2)
    rows = [np.array(line.split(), dtype=np.int64) for line in lines(path) if line.strip()]
    return np.array([(row[0], item) for row in rows for item in row[1:]])


def saved(line):
    if not line.startswith('{'):
        return [int(id) for id in line.split()]
    row = json.loads(line)
    return [int(row['user'])] + [int(item) for item in row['items']]


table = np.array([saved(line) for line in lines(lists_file)])
users, ranked = table[:, 0], table[:, 1:]
keys = lambda found: np.unique(found[:, 0] * items + found[:, 1])
wanted = keys(pairs(relevant_file))
masked = np.unique(np.concatenate([keys(pairs(path)) for path in masked_files.split(',')]))
all_keys = users[:, None] * items + ranked
# How many relevant items each list's user has.
sizes = np.bincount(wanted // items, minlength=int(users.max()) + 1)[users]
counted = sizes > 0
hit = np.isin(all_keys, wanted)[counted].astype(float)
sizes, users_counted = sizes[counted], users[counted]

ranks = np.arange(1, ranked.shape[1] + 1)
discount = np.log(2) / np.log(ranks + 1)
found = hit.cumsum(1)
gained = (hit * discount).cumsum(1)
precisions = (hit * found / ranks).cumsum(1)
best = np.concatenate([[0], discount.cumsum()])
first = np.where(hit.any(1), hit.argmax(1) + 1, np.inf)

by_user, metrics = {}, {}
for k in cut_offs:
    most = np.minimum(sizes, k)
    hits = found[:, k - 1]

    def retrieved_best(length):
        """NGCF's: the best order of what a list of this length retrieved."""
        ideal = best[np.minimum(found[:, length - 1], k).astype(int)]
        return np.divide(gained[:, k - 1], ideal, out=np.zeros_like(ideal), where=ideal > 0)

    by_user |= {
        f'Recall@{k}': hits / sizes,
        f'Precision@{k}': hits / k,
        f'Hit@{k}': (hits > 0).astype(float),
        f'NDCG@{k}': gained[:, k - 1] / best[most],
        f'MRR@{k}': np.where(first <= k, 1 / first, 0),
        f'MAP@{k}': precisions[:, k - 1] / most,
        f'NGCF-NDCG@{k}': retrieved_best(k),
    }
    if k < ranked.shape[1]:
        by_user[f'NGCF-NDCG@{k}(of@{ranked.shape[1]})'] = retrieved_best(ranked.shape[1])
    counts = np.sort(np.bincount(ranked[:, :k].ravel(), minlength=items))
    # One less twice the area below the Lorenz curve, by trapezia.
    lorenz = np.concatenate([[0], counts.cumsum()]) / counts.sum()
    metrics |= {
        f'Coverage@{k}': np.count_nonzero(counts) / items,
        f'Gini@{k}': 1 - (lorenz[1:] + lorenz[:-1]).sum() / items,
        f'MicroRecall@{k}': hits.sum() / sizes.sum(),
    }

metrics |= {name: values.mean() for name, values in by_user.items()}
print(json.dumps({
    'users': users_counted.tolist(),
    'skippedUsers': int((~counted).sum()),
    'masked': int(np.isin(all_keys, masked).sum()),
    'metrics': metrics,
    'perUser': {name: values.tolist() for name, values in by_user.items()},
}))
