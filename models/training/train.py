"""Shards in; out: trained.pt (all weights, float32), model.onnx (8 bit), fit.json (calibration, linear tier, what the held-out accounts say) and
golden-inputs.json (known inputs with the scores that PyTorch gives the rounded weights).

    python3 train.py --data DIR --out DIR --config FILE [--seed S] [--epochs E] [--threads T] [--resume]
"""
import base64
import json
import sys
import time

try:
    import numpy as np
    import onnx  # noqa: F401
    import torch
except ImportError as missing:
    sys.exit(f"Training needs Python with torch, onnx and numpy ({missing}); on Debian: apt-get install python3-torch python3-onnx python3-numpy libopenblas0-pthread")

from calibrate import calibrate, reference, report, rows_of
from data import Shards, gather
from distil import distil
from export import write
from export_baselines import write_baseline
from fit import fit
from learning import command_line, say
from network import parameters_of
from quantize import rounded
from undo import fit_undo

#: Rows that the linear tier learns from: more change nothing in its second digit.
DISTIL_SLATES = 12_000


def golden(ranker, shards, numbers):
    """Three runs: one list with its history, four lists of unequal length in one run, one list with no history at all."""
    by_history = numbers[np.argsort(-shards.slates[numbers, 1], kind="stable")]
    cases = [by_history[:1], by_history[:4], by_history[:1]]
    out = []
    for index, part in enumerate(cases):
        inputs, _ = gather(shards, part, full=True)
        # Served with one history for all lists: the first list's.
        history, mask, context, candidates, candidate_mask, same = inputs
        history, mask = history[:1], mask[:1]
        if index == 2:
            history, mask, same = torch.zeros_like(history), torch.zeros_like(mask), torch.zeros_like(same)
        inputs = (history, mask, context, candidates, candidate_mask, same * candidate_mask[:, :, None] * mask[:, None, :])
        with torch.no_grad():
            logits = ranker(*inputs)
        scores = torch.cat([torch.sigmoid(logits[:, :, :4]), logits[:, :, 4:]], dim=2)
        names = ("history", "historyMask", "context", "candidates", "candidateMask", "sameEntity")
        text = {name: base64.b64encode(np.ascontiguousarray(x.numpy(), np.float32).tobytes()).decode() for name, x in zip(names, inputs)}
        out.append({"lists": len(part), "candidatesPerList": candidates.shape[1], "historyLength": shards.length, **text,
                    "torch": base64.b64encode(np.ascontiguousarray(scores.numpy(), np.float32).tobytes()).decode()})
    return out


def main():
    call = command_line()
    started = time.time()
    config = json.loads(call.config.read_text())
    shards = Shards(call.data)
    learn, hold, test = shards.split()
    if min(len(learn), len(hold), len(test)) == 0:
        sys.exit(f"The log has too few accounts to learn ({len(learn)} slates), calibrate ({len(hold)}) and report ({len(test)}) on different ones; use a log of 30 accounts or more.")
    call.out.mkdir(parents=True, exist_ok=True)
    model, track = fit(shards, config, call.seed, call.epochs or config["epochs"], call.out / "checkpoint.pt", call.resume)

    # What a resumed run has learned before counts too.
    learned = time.time()
    fit_undo(model, shards, np.union1d(learn, hold), config)
    torch.save({"model": model.state_dict(), "config": config, "columns": shards.columns}, call.out / "trained.pt")
    exact = report(rows_of(model, shards, test, config), calibrate(rows_of(model, shards, hold, config)))
    if config["network"] == "transformer":
        # From here on the network is what the browser will run.
        model.ranker.load_state_dict(rounded(model.ranker.state_dict()))
    held = rows_of(model, shards, hold, config)
    calibration = calibrate(held)
    tested = rows_of(model, shards, test, config)
    judged = report(tested, calibration)
    say("calibrated; distilling the linear tier")
    some = np.random.default_rng(call.seed).permutation(learn)[:DISTIL_SLATES]
    linear = distil(shards, rows_of(model, shards, some, config), held, calibration)
    if config["network"] == "transformer":
        write(model.ranker, shards.columns, shards.length, call.out / "model.onnx")
    else:
        write_baseline(model.ranker, config["network"], shards.columns, shards.length, call.out / "model.onnx")
    (call.out / "golden-inputs.json").write_text(json.dumps(golden(model.ranker, shards, test)))
    (call.out / "fit.json").write_text(json.dumps({
        "parameters": parameters_of(model.ranker), "calibration": calibration, "linear": linear, "reference": reference(tested, calibration), "heldOut": judged, "float32HeldOut": exact,
        "epochs": track, "seconds": round(sum(epoch["seconds"] for epoch in track) + time.time() - learned, 1), "config": config, "seed": call.seed,
        "slates": {"learn": len(learn), "calibrate": len(hold), "report": len(test)}, "torch": torch.__version__,
        "examination": [round(float(v), 4) for v in model.log_examination(torch.arange(config["positions"])).exp().detach()]}))
    say(f"trained in {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
