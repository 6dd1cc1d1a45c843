# Golden values of the ranking metrics: python3 metrics.py > metrics.json (standard library only).
# Written from the definitions, with sets and exact fractions, apart from the code under test.
import json
import random
from fractions import Fraction
from math import fsum, log2

random.seed(20)
ITEMS, USERS, K = 60, 40, 20


def gain(ranks):
    return fsum(1 / log2(rank + 1) for rank in ranks)


def measure(ranked, relevant, k):
    ranks = [place for place, item in enumerate(ranked[:k], 1) if item in relevant]
    best = range(1, min(len(relevant), k) + 1)
    return {
        f"Recall@{k}": float(Fraction(len(ranks), len(relevant))),
        f"Precision@{k}": float(Fraction(len(ranks), k)),
        f"Hit@{k}": float(bool(ranks)),
        f"MRR@{k}": float(Fraction(1, ranks[0])) if ranks else 0.0,
        f"NDCG@{k}": gain(ranks) / gain(best),
        f"MAP@{k}": float(sum(Fraction(n, rank) for n, rank in enumerate(ranks, 1)) / min(len(relevant), k)),
        f"NGCF-NDCG@{k}": gain(ranks) / gain(range(1, len(ranks) + 1)) if ranks else 0.0,
    }


def measure_all(lists, relevant, k, catalogue):
    """Of all lists at once: hits and relevant items are summed over users with a relevant one, recommendations over all."""
    counts = {item: sum(item in ranked[:k] for ranked in lists) for item in catalogue}
    differences = sum(abs(one - other) for one in counts.values() for other in counts.values())
    hits = sum(len(set(ranked[:k]) & set(held_out)) for ranked, held_out in zip(lists, relevant))
    return {
        f"Coverage@{k}": float(Fraction(sum(count > 0 for count in counts.values()), len(counts))),
        # Half the relative mean absolute difference.
        f"Gini@{k}": float(Fraction(differences, 2 * len(counts) * sum(counts.values()))),
        f"MicroRecall@{k}": float(Fraction(hits, sum(map(len, relevant)))),
    }


lists, relevant = [], []
for user in range(USERS):
    # Every seventh user has nothing held out; user 3 has more relevant items than ranks; user 5 a list that ends early.
    size = 0 if user % 7 == 6 else 30 if user == 3 else random.randint(1, 9)
    relevant.append(sorted(random.sample(range(ITEMS), size)))
    ranked = random.sample(range(ITEMS), 8 if user == 5 else K)
    lists.append(ranked + [-1] * (K - len(ranked)))

def measure_users(lists, relevant):
    values = {}
    for k in (1, 5, 20):
        for ranked, held_out in zip(lists, relevant):
            if held_out:
                for name, value in measure(ranked, set(held_out), k).items():
                    values.setdefault(name, []).append(value)
    return values


def report(relevant, catalogue):
    values = measure_users(lists, relevant)
    together = {}
    for k in (1, 5, 20):
        together |= measure_all(lists, relevant, k, catalogue)
    means = {name: fsum(of) / len(of) for name, of in values.items()}
    return {"perUser": values, "metrics": means | together}


subset = [item for item in range(ITEMS) if item % 3 == 1]
print(json.dumps({"items": ITEMS, "k": K, "lists": lists, "relevant": relevant, **report(relevant, range(ITEMS)),
                  "subset": {"items": subset, **report([[i for i in of if i in subset] for of in relevant], subset)}}))
