# Reference values of the paired tests, by scipy and numpy.
#   python3 statistics.py > statistics.json      for the samples below
#   python3 statistics.py - < samples.json       for [{"first": [...], "second": [...]}, ...] from elsewhere
import json
import sys

import numpy as np
from scipy import stats
from scipy.special import ndtr, ndtri


def samples():
    random = np.random.default_rng(5)
    for n in (2, 5, 8, 12, 16, 25, 50, 51, 200, 1000):
        second = random.beta(1, 3, n)
        yield second + random.normal(0.1 / np.sqrt(n), 0.2, n), second
    # Metrics by user have ties and zeros: NDCG takes few values.
    for n in (4, 10, 30, 60, 400):
        yield random.integers(0, 6, n) / 8, random.integers(0, 5, n) / 8


def bca(values, resampled, level):
    mean = values.mean()
    share = ((resampled < mean).mean() + (resampled <= mean).mean()) / 2
    # The jackknife itself: means without one value.
    without = (values.sum() - values) / (len(values) - 1)
    spread = without.mean() - without
    acceleration = (spread**3).sum() / (6 * (spread**2).sum() ** 1.5)
    bias = ndtri(share)
    ends = []
    for probability in ((1 - level) / 2, (1 + level) / 2):
        z = bias + ndtri(probability)
        ends.append(np.quantile(resampled, ndtr(bias + z / (1 - acceleration * z))))
    return ends


def holm(ps):
    order = np.argsort(ps, kind='stable')
    m = len(ps)
    stepped = np.minimum(1, np.maximum.accumulate(np.array(ps)[order] * np.arange(m, 0, -1)))
    adjusted = np.empty(m)
    adjusted[order] = stepped
    return adjusted


def answers(first, second):
    first, second = np.array(first), np.array(second)
    d = first - second
    n = len(d)
    plain = len(set(np.abs(d))) == n and 0 not in d
    method = 'exact' if plain and n <= 50 else 'approx'
    wilcoxon = stats.wilcoxon(d, zero_method='wilcox', correction=False, method=method)
    t = stats.ttest_rel(first, second)
    answer = dict(
        t=t.statistic, tP=t.pvalue, wilcoxonMethod=method, wilcoxon=wilcoxon.statistic, wilcoxonP=wilcoxon.pvalue,
        dz=d.mean() / d.std(ddof=1),
        rankBiserial=(lambda kept, ranks: (ranks * np.sign(kept)).sum() / ranks.sum())(
            d[d != 0], stats.rankdata(np.abs(d[d != 0]))),
    )
    if n <= 12:
        mean_of_differences = lambda x, y, axis: np.mean(x - y, axis=axis)
        answer['permutationP'] = stats.permutation_test(
            (first, second), mean_of_differences, permutation_type='samples', n_resamples=np.inf,
            vectorized=True).pvalue
    resampled = np.sort(np.random.default_rng(n).choice(d, (300, n)).mean(axis=1))
    if n in (12, 25, 30):
        answer['resampled'] = resampled.tolist()
        answer['bca'] = bca(d, resampled, 0.9)
        answer['percentile'] = np.quantile(resampled, [0.05, 0.95]).tolist()
    return answer


pairs = (((x['first'], x['second']) for x in json.load(sys.stdin)) if sys.argv[1:] == ['-'] else samples())
rows = [dict(first=list(first), second=list(second), **answers(first, second)) for first, second in pairs]
adjusted = [{name: holm([row[name] for row in rows]).tolist()} for name in ('tP', 'wilcoxonP')]
print(json.dumps(dict(rows=rows, holm={k: v for one in adjusted for k, v in one.items()}), indent=None))
