"""Writes reference.json: what scipy and scikit-learn say of seeded data, for the tests beside this file.

Run with numpy, scipy and scikit-learn installed, then let the formatter have its way:
  python reference.py > reference.json && npx biome format --write reference.json
The areas' errors are DeLong's by definition, every positive against every negative, which neither library has.
"""

import json

import numpy
import scipy
import sklearn
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score


def components(labels, scores):
    positives, negatives = scores[labels == 1], scores[labels == 0]
    wins = (positives[:, None] > negatives[None, :]) + 0.5 * (positives[:, None] == negatives[None, :])
    return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)


def error(positives, negatives):
    return float(numpy.sqrt(positives.var(ddof=1) / len(positives) + negatives.var(ddof=1) / len(negatives)))


def calibration_error(labels, scores):
    edges = numpy.linspace(0, 1, 11)
    bins = numpy.searchsorted(edges[1:-1], scores)
    rows = numpy.bincount(bins, minlength=10)
    true, predicted = calibration_curve(labels, scores, n_bins=10)
    weights = rows[rows > 0] / len(labels)
    return float(numpy.sum(weights * numpy.abs(true - predicted))), rows.tolist()


def comparison(name, labels, candidate, other):
    auc, positives, negatives = components(labels, candidate)
    auc_other, positives_other, negatives_other = components(labels, other)
    losses = [-numpy.log(numpy.clip(numpy.where(labels == 1, s, 1 - s), 2**-52, 1 - 2**-52)) for s in (candidate, other)]
    difference = losses[0] - losses[1]
    ece, rows = calibration_error(labels, candidate)
    return {
        "name": name,
        "labels": labels.tolist(),
        "candidate": candidate.tolist(),
        "other": other.tolist(),
        "auc": float(roc_auc_score(labels, candidate)),
        "aucError": error(positives, negatives),
        "aucDifference": {
            "mean": float(auc - auc_other),
            "error": error(positives - positives_other, negatives - negatives_other),
        },
        "logLoss": float(log_loss(labels, candidate)),
        "brier": float(brier_score_loss(labels, candidate)),
        "calibrationError": ece,
        "binRows": rows,
        "logLossDifference": {"mean": float(difference.mean()), "error": float(stats.sem(difference))},
    }


def comparisons():
    random = numpy.random.default_rng(20130501)
    truth = random.beta(1.2, 4, 400)
    labels = (random.random(400) < truth).astype(int)
    noisy = numpy.clip(truth + random.normal(0, 0.1, 400), 0, 1)
    yield comparison("continuous scores, some exactly 0 or 1 and wrong", labels, noisy, random.random(400))
    yield comparison("tied scores on bin edges", labels, numpy.round(noisy, 1), numpy.round(truth, 1))
    few = numpy.array([1, 0, 0, 1, 0])
    yield comparison("five rows", few, numpy.array([0.9, 0.9, 0.1, 0.2, 0.1]), numpy.array([0.5, 0.4, 0.4, 0.5, 0.6]))
    yield comparison("constant scores", few, numpy.full(5, 0.4), numpy.full(5, 0.25))


def drift(name, reference, current):
    edges = numpy.unique(numpy.quantile(reference, numpy.arange(1, 10) / 10))
    counts = [numpy.bincount(numpy.searchsorted(edges, x), minlength=len(edges) + 1) for x in (reference, current)]
    r, c = (numpy.clip(n / n.sum(), 1e-4, None) for n in counts)
    return {
        "name": name,
        "reference": reference.tolist(),
        "current": current.tolist(),
        "edges": edges.tolist(),
        "counts": [n.tolist() for n in counts],
        "psi": float(numpy.sum((c - r) * numpy.log(c / r))),
    }


def drifts():
    random = numpy.random.default_rng(7)
    yield drift("shifted normal", random.normal(0, 1, 301), random.normal(0.3, 1.2, 250))
    yield drift("ties", random.integers(0, 6, 200), random.integers(0, 5, 180))
    yield drift("constant reference", numpy.full(50, 3.0), random.normal(3, 1, 60))
    yield drift("one row", numpy.array([2.5]), numpy.array([1.0, 2.5, 9.0]))
    yield drift("huge values", random.normal(0, 1e300, 100), random.normal(0, 1e300, 100))


PROBABILITIES = [1e-300, 1e-12, 1e-6, 0.005, 0.025, 0.05, 0.3, 0.499999, 0.5, 0.51, 0.9, 0.975, 0.995, 0.9999, 1 - 1e-9]
DEGREES = [0.5, 1, 2, 3, 4.5, 10, 29, 39.9, 40, 199, 999, 12345.6, 1e6, 1e9]

print(
    json.dumps(
        {
            "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
            "normal": {
                "quantiles": [[p, float(stats.norm.ppf(p))] for p in PROBABILITIES],
                "cdf": [[z, float(stats.norm.cdf(z))] for z in numpy.arange(-37, 9, 0.37).tolist()],
            },
            "student": {
                "quantiles": [[p, df, float(stats.t.ppf(p, df))] for df in DEGREES for p in PROBABILITIES[1:]],
                "cdf": [[t, df, float(stats.t.cdf(t, df))] for df in DEGREES for t in (-40, -3.3, -0.2, 0, 0.01, 1.7, 6)],
            },
            "comparisons": list(comparisons()),
            "drifts": list(drifts()),
        },
        indent=None,
    )
)
