"""The least that a trainer does: a logistic regression as ONNX, and what Tidegate wants to know of it."""

import hashlib
import json
import os
from pathlib import Path

import duckdb
import numpy as np
import onnx
import sklearn
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

request = json.loads(Path(os.environ["TIDEGATE_REQUEST"]).read_text())
output = Path(os.environ["TIDEGATE_OUTPUT"])
names, label = request["features"], request["label"]
rows = duckdb.read_parquet(request["trainingSet"]["path"]).filter(f"{label} IS NOT NULL").fetchnumpy()
X = np.column_stack([rows[name] for name in names]).astype(np.float32)
y = rows[label].astype(int)
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(X, y)

inputs = [("features", FloatTensorType([None, len(names)]))]
exported = convert_sklearn(model, "minimal", inputs, options={"zipmap": False}, target_opset=17)
graph, helper = exported.graph, onnx.helper  # Of the probabilities of both classes, only the positive one's goes out.
graph.initializer.append(helper.make_tensor("positive", onnx.TensorProto.INT64, [], [1]))
graph.node.append(helper.make_node("Gather", ["probabilities", "positive"], ["probability"], axis=1))
del graph.output[:]
graph.output.append(helper.make_tensor_value_info("probability", onnx.TensorProto.FLOAT, [None]))
(output / "model.onnx").write_bytes(exported.SerializeToString())

sample = [{"features": x.tolist(), "probability": float(p)} for x, (_, p) in zip(X[:64], model.predict_proba(X[:64]))]
code = "sha256:" + hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
metadata = {"framework": "scikit-learn", "frameworkVersion": sklearn.__version__, "codeRevision": code}
metadata |= {"hyperparameters": {}, "seed": request["seed"], "features": names, "sample": sample}
metadata |= {"trainingSetDigest": request["trainingSet"]["digest"], "trainingRows": len(y)}
metadata |= {"metrics": {"trainingAccuracy": float(model.score(X, y))}}
(output / "metadata.json").write_text(json.dumps(metadata))
