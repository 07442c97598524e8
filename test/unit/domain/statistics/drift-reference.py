"""Writes drift-reference.json: what scipy and numpy say of pairs of samples, for drift.test.ts.

Run with numpy and scipy installed, then let the formatter have its way:
  python drift-reference.py > drift-reference.json && npx biome format --write drift-reference.json
"""

import json

import numpy
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon


def pair(name, reference, current):
    reference, current = numpy.asarray(reference, dtype=float), numpy.asarray(current, dtype=float)
    finite = bool(numpy.isfinite(numpy.concatenate([reference, current])).all())
    ks = stats.ks_2samp(reference, current, method="asymp")
    told = {
        "name": name,
        "reference": [str(x) for x in reference.tolist()],
        "current": [str(x) for x in current.tolist()],
        "ks": [float(ks.statistic), None if numpy.isnan(ks.pvalue) else float(ks.pvalue)],
        "wasserstein": None,
        "jensenShannon": None,
    }
    if finite:
        with numpy.errstate(over="ignore"):
            distance = float(stats.wasserstein_distance(reference, current))
        # Beyond the greatest double scipy says nothing of use.
        told["wasserstein"] = distance if numpy.isfinite(distance) else None
        low, high = min(reference.min(), current.min()), max(reference.max(), current.max())
        # Where the range has no room for twenty edges numpy refuses.
        if numpy.isfinite(high - low) and (low == high or len(numpy.unique(numpy.linspace(low, high, 21))) == 21):
            counts = [numpy.histogram(x, bins=20, range=(low, high))[0] for x in (reference, current)]
            told["jensenShannon"] = float(jensenshannon(*counts, base=2))
            told["counts"] = [n.tolist() for n in counts]
    return told


def pairs():
    random = numpy.random.default_rng(11)
    yield pair("shifted normal", random.normal(0, 1, 301), random.normal(0.3, 1.2, 250))
    yield pair("far apart", random.normal(0, 1, 80), random.normal(9, 1, 70))
    yield pair("the same rows", range(40), range(40))
    yield pair("ties", random.integers(0, 6, 200), random.integers(0, 5, 180))
    yield pair("ties on edges of bins", random.integers(0, 21, 150), random.integers(0, 21, 90))
    yield pair("two equal constants", [7, 7, 7], [7, 7])
    yield pair("two constants", [7, 7, 7], [8, 8])
    yield pair("one row each", [1.5], [2.5])
    yield pair("one row and many", [0.2], random.normal(0, 1, 333))
    yield pair("huge values", random.normal(0, 1e300, 100), random.normal(0, 1e300, 90))
    yield pair("tiny values", random.normal(0, 1e-300, 100), random.normal(1e-301, 1e-300, 90))
    yield pair("nearly equal values", 1 + random.integers(0, 9, 60) * 2**-52, 1 + random.integers(0, 5, 50) * 2**-52)
    yield pair("negative zero", [-0.0, 0.0, 1.0], [0.0, 0.0, 2.0])
    yield pair("infinities", [-numpy.inf, 0, 1, numpy.inf], [0, 1, 2, numpy.inf, numpy.inf])
    yield pair("skewed", random.exponential(3, 400).round(2), random.exponential(3.3, 350).round(2))
    for i in range(25):
        n, m = random.integers(1, 60, 2)
        yield pair(f"random {i}", random.integers(-30, 30, n) / 7, random.integers(-25, 40, m) / 7)


def contingency(reference, current):
    table = numpy.array([reference, current])
    table = table[:, table.sum(axis=0) > 0]
    found = stats.chi2_contingency(table, correction=False)
    return [list(map(int, reference)), list(map(int, current)), float(found.statistic), int(found.dof), float(found.pvalue)]


def contingencies():
    random = numpy.random.default_rng(12)
    yield contingency([10, 20], [20, 10])
    yield contingency([5], [9])
    yield contingency([5, 0], [9, 0])
    yield contingency([5, 0, 3], [0, 9, 0])
    yield contingency([1_000_000, 2_000_000, 3], [1_000_500, 1_999_000, 5])
    for k in (2, 3, 10, 100, 900):
        yield contingency(random.integers(1, 50, k), random.integers(1, 60, k))


SIZES = [1, 2, 3, 5, 10, 20, 50, 100, 139, 140, 141, 200, 500, 1000, 5000, 50_000, 99_999, 100_001, 1_000_000, 12_345_678]
SCALED = [0.02, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0, 1.2, 1.35, 1.5, 1.7, 2.0, 2.5, 3.0, 4.0, 6.0, 12.0]


def kolmogorov():
    for n in SIZES:
        for z in SCALED:
            d = z / n**0.5
            if d <= 1.2:
                yield [d, n, float(stats.kstwo.sf(d, n))]
        for d in (0.5 / n, 0.7 / n, 1 / n, 1.3 / n, 1 - 0.5 / n, 0.5, 0.6, 0.999, 1):
            if d <= 1:
                yield [d, n, float(stats.kstwo.sf(d, n))]


def chi2():
    for df in (1, 2, 3, 7, 50, 999, 20_000, 100_000):
        for share in (0.01, 0.3, 0.8, 1, 1.1, 1.5, 3):
            x = df * share
            yield [df, x, float(stats.chi2.sf(x, df))]


print(
    json.dumps(
        {
            "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__},
            "pairs": list(pairs()),
            "contingencies": list(contingencies()),
            "kolmogorov": list(kolmogorov()),
            "chiSquared": list(chi2()),
        }
    )
)
