"""What each quantization does to a trained network. Called twice, with ORT-web in Node between: the bytes are judged, not what PyTorch makes of them.

    python3 schemes.py write --data SHARDS --work DIR --schemes float32,8-channel,4-32 [--slates N]    for each DIR/quantized/NAME: model.onnx, history.onnx, golden-inputs.json;
                                                                                          DIR/quantized/written.json: calibrations, the slates to judge by
    python3 schemes.py judge --data SHARDS --work DIR --schemes …    reads DIR/quantized/NAME/scores.f32, [R, 5] over the real cards of those slates; writes judged.json and references.json
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

from calibrate import calibrate, known, reference, report, rows_of, sigmoid, theta_of
from data import CANDIDATES, CANDIDATE_COUNT, POSITION, Shards
from export import write
from fit import LABELS, PROBABILITIES, Model
from learning import say
from network import HEADS
from quantize import rounded, scheme_of
from train import golden

APPLIES = HEADS.index("apply")


def trained(work, shards):
    """The network that training found, float32, and what it left beside it."""
    path = work / "trained.pt"
    if not path.exists():
        sys.exit(f"There is no trained.pt in {work}: train first.")
    saved = torch.load(path, map_location="cpu", **({"weights_only": False} if torch.__version__ >= "2" else {}))
    if saved["columns"] != shards.columns:
        sys.exit(f"The network in {work} was trained on columns of another schema than the shards beside it.")
    model = Model(saved["config"], shards.columns, shards.meta)
    model.load_state_dict(saved["model"])
    return model.eval(), saved


def write_all(call, shards, model, saved):
    exact = {name: value.clone() for name, value in model.ranker.state_dict().items()}
    _, hold, test = shards.split()
    # All schemes by the same slates, so that a few thousand tell them apart; evenly spaced, so of all accounts.
    out = {"report": test[::max(1, -(-len(test) // call.slates))].tolist(), "schemes": {}}
    for name in call.schemes:
        scheme, folder = scheme_of(name), call.work / "quantized" / name
        folder.mkdir(parents=True, exist_ok=True)
        model.ranker.load_state_dict(rounded(exact, scheme))
        write(model.ranker, shards.columns, shards.length, folder / "model.onnx", scheme, folder / "history.onnx")
        (folder / "golden-inputs.json").write_text(json.dumps(golden(model.ranker, shards, test)))
        out["schemes"][name] = {"calibration": calibrate(rows_of(model, shards, hold, saved["config"]))}
        say(f"{name}: written and calibrated")
    (call.work / "quantized" / "written.json").write_text(json.dumps(out))


def order_loss(score, chance, number, at=5):
    """What of the NDCG@5 that is to be expected the order by `score` loses, if the chances of an apply are `chance`: float32's own, over all cards.
    Logged answers tell two good orders apart by the luck of a few hundred lists; this does not."""
    order = np.lexsort((-score, number))
    lists = np.split(chance[order], np.flatnonzero(np.diff(number[order])) + 1)
    discount = 1 / np.log2(np.arange(2, at + 2))
    return float(np.mean([1 - (gain[:at] * discount[:len(gain)]).sum() / (np.sort(gain)[::-1][:at] * discount[:len(gain)]).sum() for gain in lists if len(gain) > 1]))


def errors_in(orders, served, theta, labels, calibration, bins=10):
    """Calibration error of each head over equal-mass bins of the rows in the given orders; float32's, so that a scheme is not judged by which rows it moves across the edge of a bin."""
    out = {}
    for index, head in enumerate(PROBABILITIES):
        here = known(labels, head)
        fit, target = calibration[head], labels[here, LABELS[head]].astype(np.float64)
        p = theta_of(head, theta[here]) * sigmoid(fit["slope"] * served[here, index] + fit["intercept"])
        order = orders.setdefault(head, np.argsort(p, kind="stable"))
        out[head] = float(sum(len(part) * abs(p[part].mean() - target[part].mean()) for part in np.array_split(order, bins) if len(part)) / max(len(p), 1))
    return out


def judge_all(call, shards, model, _):
    """The rows of `rows_of`, with the logits of what the session gave. The first scheme is float32."""
    written = json.loads((call.work / "quantized" / "written.json").read_text())
    slates = shards.slates[np.array(written["report"], np.int64)]
    places = np.concatenate([np.arange(slate[CANDIDATES], slate[CANDIDATES] + slate[CANDIDATE_COUNT]) for slate in slates])
    labels = np.asarray(shards.labels[places], np.float32)
    number = np.repeat(np.arange(len(slates)), slates[:, CANDIDATE_COUNT])
    with torch.no_grad():
        theta = model.log_examination(torch.from_numpy(labels[:, POSITION])).exp().numpy()
    out, references, chance, orders = {}, {}, None, {}
    for name in call.schemes:
        scores = np.fromfile(call.work / "quantized" / name / "scores.f32", np.float32).reshape(-1, len(HEADS)).astype(np.float64)
        if len(scores) != len(places):
            sys.exit(f"{name} was scored on {len(scores)} cards instead of {len(places)}.")
        chances = np.clip(scores[:, :4], 1e-6, 1 - 1e-6)
        served = np.concatenate([np.log(chances / (1 - chances)), scores[:, 4:]], axis=1)
        calibration = written["schemes"][name]["calibration"]
        if chance is None:
            chance = sigmoid(calibration["apply"]["slope"] * served[:, APPLIES] + calibration["apply"]["intercept"])
        out[name] = {**report((served, theta, labels, number), calibration), "orderLoss": order_loss(served[:, APPLIES], chance, number),
                     "calibrationErrors": errors_in(orders, served, theta, labels, calibration)}
        references[name] = reference((served,), calibration)
    (call.work / "quantized" / "judged.json").write_text(json.dumps(out))
    (call.work / "quantized" / "references.json").write_text(json.dumps(references))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["write", "judge"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--schemes", type=lambda text: text.split(","), required=True)
    parser.add_argument("--slates", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=2)
    call = parser.parse_args()
    torch.set_num_threads(call.threads)
    shards = Shards(call.data)
    {"write": write_all, "judge": judge_all}[call.task](call, shards, *trained(call.work, shards))


if __name__ == "__main__":
    main()
