"""Writes principal-plane.json: vectors and their projection onto two principal components by numpy's SVD."""
import json
import pathlib
import numpy as np

rng = np.random.default_rng(7)
rows, dimensions = 40, 24
values = (rng.normal(size=(rows, dimensions)) * np.linspace(3, 0.2, dimensions) + 5) @ rng.normal(size=(dimensions, dimensions))
values = values.astype(np.float32)
centred = values.astype(np.float64) - values.astype(np.float64).mean(axis=0)
_, singular, directions = np.linalg.svd(centred, full_matrices=False)
signs = np.array([1 if row[np.argmax(np.abs(row))] > 0 else -1 for row in directions[:2]])
points = centred @ (directions[:2] * signs[:, None]).T
variance = singular**2 / (singular**2).sum()
out = {
    "dimensions": dimensions,
    "values": [float(value) for value in values.ravel()],
    "points": points.ravel().tolist(),
    "variance": variance[:2].tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
