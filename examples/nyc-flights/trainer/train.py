"""Trains a classifier on a pinned training set and writes it as ONNX: boosted trees, a logistic regression, or both.

Called by Tidegate with two environment variables: TIDEGATE_REQUEST, the path of the request (JSON), and TIDEGATE_OUTPUT,
an empty folder. Writes model.onnx (input `features`, float32 [N, n]; output `probability`, float32 [N], of the
positive class) and then metadata.json. Prints its progress as JSON lines. Exit codes: 0 done, 2 the request is wrong,
3 the data are unusable; any other is a crash, and may be tried again. SIGTERM ends it at once.

The same training set, parameters, seed and Python give the same bytes of model.onnx.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # Before scikit-learn is loaded: sums must not depend on the number of cores.

import hashlib
import json
import math
import sys
import warnings
from pathlib import Path

import duckdb
import numpy as np
import onnx
import sklearn
from onnx.compose import add_prefix
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, StandardScaler

OPSET = {"": 17, "ai.onnx.ml": 3}
SAMPLE = 64
ROUNDS = 4
MOST_CODES = 20
DEFAULTS = {
    "model": "trees",
    "labels": "as-given",
    "iterations": 100,
    "learningRate": 0.05,
    "maxLeafNodes": 15,
    "minSamplesLeaf": 50,
    "linear": [],
    "bins": 8,
    "inverseStrength": 0.1,
}


class WrongRequest(Exception):
    """The request asks for what this trainer cannot do."""


class UnusableData(Exception):
    """Nothing can be learned from the training set, or it is not the one that was asked for."""


def progress(share: float, message: str) -> None:
    print(json.dumps({"progress": round(share, 3), "message": message}), flush=True)


def read_request() -> tuple[dict, dict, Path]:
    """The request, its parameters with the defaults filled in, and the output folder."""
    try:
        request = json.loads(Path(os.environ["TIDEGATE_REQUEST"]).read_text())
        output = Path(os.environ["TIDEGATE_OUTPUT"])
        request["features"][0], request["label"], request["seed"]
        request["trainingSet"]["path"], request["trainingSet"]["digest"]
        parameters = DEFAULTS | request.get("parameters", {})
    except (LookupError, OSError, TypeError, ValueError) as error:
        raise WrongRequest(f"{type(error).__name__}: {error}") from error
    if unknown := parameters.keys() - DEFAULTS.keys():
        raise WrongRequest(f"unknown parameters {sorted(unknown)}; known are {sorted(DEFAULTS)}")
    if parameters["labels"] not in ("as-given", "shuffled"):
        raise WrongRequest(f"labels must be as-given or shuffled, not {parameters['labels']!r}")
    if parameters["model"] not in ("trees", "logistic", "both"):
        raise WrongRequest(f"model must be trees, logistic or both, not {parameters['model']!r}")
    if not isinstance(parameters["linear"], list) or not set(request["features"]).issuperset(parameters["linear"]):
        raise WrongRequest(f"linear must list features of the request, not {parameters['linear']!r}")
    for name in ("iterations", "learningRate", "maxLeafNodes", "minSamplesLeaf", "bins", "inverseStrength"):
        if type(parameters[name]) not in (int, float) or parameters[name] <= 0:
            raise WrongRequest(f"{name} must be a positive number, not {parameters[name]!r}")
    return request, parameters, output


def read_training_set(request: dict) -> tuple[np.ndarray, np.ndarray]:
    """The features (float32, in the request's order) and labels (0 or 1) of all rows whose label is known."""
    path, digest = request["trainingSet"]["path"], request["trainingSet"]["digest"]
    names = request["features"]
    quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in [*names, request["label"]])
    try:
        found = "sha256:" + hashlib.sha256(Path(path).read_bytes()).hexdigest()
        with duckdb.connect() as db:
            columns = db.execute(f"SELECT {quoted} FROM read_parquet(?)", [path]).fetchnumpy()
    except (OSError, duckdb.Error) as error:
        raise UnusableData(str(error)) from error
    if found != digest:
        raise UnusableData(f"{path} is {found}, not {digest}")
    known = ~np.ma.getmaskarray(columns[request["label"]])
    labels = np.asarray(columns[request["label"]])[known].astype(np.int64)
    features = np.column_stack([np.ma.filled(columns[name].astype(np.float32), np.nan) for name in names])[known]
    if not np.isfinite(features).all():
        raise UnusableData("a feature is null or not finite")
    if len(np.unique(labels)) != 2:
        raise UnusableData("labels of both classes are needed")
    return features, labels


def fit_trees(features: np.ndarray, labels: np.ndarray, parameters: dict, seed: int) -> HistGradientBoostingClassifier:
    """Boosts in a few rounds, so that progress can be told. No `categorical_features`: their export scores wrongly."""
    model = HistGradientBoostingClassifier(
        learning_rate=parameters["learningRate"],
        max_leaf_nodes=parameters["maxLeafNodes"],
        min_samples_leaf=parameters["minSamplesLeaf"],
        early_stopping=False,
        warm_start=True,
        random_state=seed,
    )
    for part in np.arange(1, ROUNDS + 1) / ROUNDS:
        model.set_params(max_iter=math.ceil(parameters["iterations"] * part)).fit(features, labels)
        progress(0.1 + 0.6 * part, f"{model.n_iter_} trees")
    return model


def is_code(column: np.ndarray) -> bool:
    """Few whole numbers: what they count, if anything, does not matter."""
    return len(np.unique(column)) <= MOST_CODES and bool((column == np.round(column)).all())


def fit_logistic(features: np.ndarray, labels: np.ndarray, parameters: dict, names: list[str]) -> Pipeline:
    """One weight a code, one a bin of a number, and one for each number that `linear` names: these reach beyond what was seen."""
    linear = [names.index(name) for name in parameters["linear"]]
    others = [i for i in range(len(names)) if i not in linear]
    codes = [i for i in others if is_code(features[:, i])]
    numbers = [i for i in others if i not in codes]
    binning = KBinsDiscretizer(
        parameters["bins"], encode="onehot-dense", strategy="quantile", quantile_method="averaged_inverted_cdf"
    )
    columns = ColumnTransformer(
        [
            ("codes", OneHotEncoder(handle_unknown="ignore", sparse_output=False), codes),
            ("numbers", binning, numbers),
            ("linear", StandardScaler(), linear),
        ]
    )
    with warnings.catch_warnings():
        # A number that is mostly one value, such as rain, has fewer bins than asked for.
        warnings.filterwarnings("ignore", message="Bins whose width are too small")
        model = make_pipeline(columns, LogisticRegression(C=parameters["inverseStrength"], max_iter=1000))
        model.fit(features, labels)
    progress(0.8, f"{model[-1].n_iter_[0]} iterations")
    return model


def fit(features: np.ndarray, labels: np.ndarray, parameters: dict, names: list[str], seed: int) -> list[ClassifierMixin]:
    """The models that the parameters name; more than one are pooled."""
    models = []
    if parameters["model"] in ("trees", "both"):
        models.append(fit_trees(features, labels, parameters, seed))
    if parameters["model"] in ("logistic", "both"):
        models.append(fit_logistic(features, labels, parameters, names))
    return models


def score(models: list[ClassifierMixin], features: np.ndarray) -> np.ndarray:
    """The probability of the positive class, by the mean of the models' log odds (a logarithmic opinion pool)."""
    pooled = np.prod([model.predict_proba(features) for model in models], axis=0) ** (1 / len(models))
    return pooled[:, 1] / pooled.sum(axis=1)


def export(models: list[ClassifierMixin], width: int) -> bytes:
    """The models as one of ONNX, with what `score` gives as its only output."""
    parts = [
        add_prefix(
            convert_sklearn(
                model,
                name="lateness",
                initial_types=[("features", FloatTensorType([None, width]))],
                options={"zipmap": False},
                target_opset=OPSET,
            ),
            f"{part}_",
            rename_inputs=False,
        )
        for part, model in enumerate(models)
    ]
    exported, graph = parts[0], parts[0].graph
    for part in parts[1:]:
        graph.node.extend(part.graph.node)
        graph.initializer.extend(part.graph.initializer)
    node = onnx.helper.make_node
    odds = "0_probabilities"
    for part in range(1, len(parts)):
        graph.node.append(node("Mul", [odds, f"{part}_probabilities"], [f"odds_{part}"]))
        odds = f"odds_{part}"
    constants = {"positive": (onnx.TensorProto.INT64, 1), "classes": (onnx.TensorProto.INT64, 1)}
    constants["root"] = (onnx.TensorProto.FLOAT, 1 / len(parts))
    graph.initializer.extend(onnx.helper.make_tensor(name, kind, [1], [value]) for name, (kind, value) in constants.items())
    graph.node.extend(
        [
            node("Pow", [odds, "root"], ["pooled"]),
            node("Gather", ["pooled", "positive"], ["share"], axis=1),
            node("ReduceSum", ["pooled", "classes"], ["whole"], keepdims=1),
            node("Div", ["share", "whole"], ["column"]),
            node("Squeeze", ["column", "classes"], ["probability"]),
        ]
    )
    del graph.output[:]
    graph.output.append(onnx.helper.make_tensor_value_info("probability", onnx.TensorProto.FLOAT, [None]))
    onnx.checker.check_model(exported, full_check=True)
    return exported.SerializeToString(deterministic=True)


def main() -> None:
    request, parameters, output = read_request()
    seed = request["seed"]
    progress(0.0, "reading the training set")
    features, labels = read_training_set(request)
    if parameters["labels"] == "shuffled":
        labels = np.random.default_rng(seed).permutation(labels)
    models = fit(features, labels, parameters, request["features"], seed)
    progress(0.9, "exporting")
    (output / "model.onnx").write_bytes(export(models, features.shape[1]))
    scores = score(models, features)
    sample = np.random.default_rng(seed).choice(len(features), min(SAMPLE, len(features)), replace=False)
    metadata = {
        "framework": "scikit-learn",
        "frameworkVersion": sklearn.__version__,
        "codeRevision": "sha256:" + hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        "hyperparameters": parameters,
        "seed": seed,
        "labels": parameters["labels"],
        "trainingSetDigest": request["trainingSet"]["digest"],
        "trainingRows": len(labels),
        "positives": int(labels.sum()),
        "features": request["features"],
        "metrics": {
            "trainingAuc": roc_auc_score(labels, scores),
            "trainingLogLoss": log_loss(labels, scores),
            "trainingBrier": brier_score_loss(labels, scores),
        },
        "sample": [{"features": features[row].tolist(), "probability": scores[row]} for row in sample],
    }
    (output / "metadata.json").write_text(json.dumps(metadata, indent=1))
    progress(1.0, f"{len(labels)} rows")


if __name__ == "__main__":
    try:
        main()
    except WrongRequest as error:
        print(f"wrong request: {error}", file=sys.stderr)
        sys.exit(2)
    except UnusableData as error:
        print(f"unusable data: {error}", file=sys.stderr)
        sys.exit(3)
