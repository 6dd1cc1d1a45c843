"""Serves timed full-ranking evaluations of the PyTorch peer, one for each line of standard input.

Arguments: the peer's script, the folder of the data, a folder for the embeddings, the number of threads.
The peer's source is run without its last line, which starts it, so that its own classes train and rank here.

    time            evaluates once and answers with the peer's own seconds and metrics
    check <folder>  compares lists.i32 and users.i32 of the folder with scores that numpy computes in double precision
"""
import json, os, sys

script, data, folder, threads = sys.argv[1:5]
train_file, test_file = (os.path.join(data, f'{part}.txt.gz') for part in ('train', 'test'))
sys.argv = [script, '--train', train_file, '--test', test_file, '--dim', '64', '--threads', threads, '--seed', '0']
source = open(script).read().rstrip()
assert source.endswith('\nmain()')
exec(compile(source[:-len('main()')], script, 'exec'))

EPOCHS = 15
train, test = read(a.train), read(a.test)
pairs = np.concatenate([train, test])
U, I = int(pairs[:, 0].max()) + 1, int(pairs[:, 1].max()) + 1
names = [os.path.join(folder, f'{side}.f32') for side in ('users', 'items')]

if not os.path.exists(names[1]):
    torch.manual_seed(a.seed)
    model = Fast(adjacency(train, U, I), U, I, init(U, I, a.dim))
    sampler = Sampler(train, I, torch.Generator().manual_seed(a.seed + 1))
    for epoch in range(EPOCHS):
        u, i, j = sampler.epoch()
        for s in range(0, len(u), a.batch):
            e = s + a.batch
            model.step(u[s:e], i[s:e], j[s:e], sampler)
    for name, table in zip(names, model.final()):
        table.numpy().tofile(name)

ue, ie = (torch.from_numpy(np.fromfile(name, np.float32).reshape(-1, a.dim)) for name in names)
ranker = Ranker(train, test, U, I)


def check(folder):
    users = np.fromfile(os.path.join(folder, 'users.i32'), np.int32)
    lists = np.fromfile(os.path.join(folder, 'lists.i32'), np.int32).reshape(len(users), -1)
    k = lists.shape[1]; items = ie.numpy().astype(np.float64).T; worst = 0.0; wrong = 0
    for s in range(0, len(users), 1024):
        rows = users[s:s + 1024]; ours = lists[s:s + 1024]
        scores = ue.numpy()[rows].astype(np.float64) @ items
        for n, row in enumerate(rows):
            scores[n, ranker.items[ranker.ptr[row]:ranker.ptr[row + 1]].numpy()] = -np.inf
        best = -np.sort(np.partition(-scores, k - 1, axis=1)[:, :k], axis=1)
        gap = np.abs(np.take_along_axis(scores, ours, 1) - best).max(1)
        repeats = (np.diff(np.sort(ours, axis=1), axis=1) == 0).any(1)
        worst = max(worst, float(gap.max())); wrong += int(((gap > 1e-6) | repeats).sum())
    return {'users': len(users), 'wrong': wrong, 'largestGap': worst}


say(users=U, items=I, dimensions=a.dim, ranked=len(ranker.users))
for line in sys.stdin:
    command, *rest = line.split()
    say(**(ranker(ue, ie) if command == 'time' else check(rest[0])))
