"""Sequences in; out: checkpoint.pt after every epoch, then the files that publish.ts makes a model folder of.

    python3 train_sequences.py --data DIR --out DIR --config FILE [--seed S] [--epochs E] [--threads T] [--resume]
"""
import json
import sys
import time

try:
    import numpy  # noqa: F401
    import onnx  # noqa: F401
    import torch
except ImportError as missing:
    sys.exit(f"Training needs Python with torch, onnx and numpy ({missing}); on Debian: apt-get install python3-torch python3-onnx python3-numpy libopenblas0-pthread")

from deliver import deliver
from fit_sequences import fit
from learning import command_line, say
from sequence_data import Sequences


def main():
    call = command_line()
    # Weights of items that are seldom drawn shrink towards numbers that the processor is slow at.
    torch.set_flush_denormal(True)
    started = time.time()
    config = json.loads(call.config.read_text())
    sequences = Sequences(call.data)
    call.out.mkdir(parents=True, exist_ok=True)
    model, track = fit(sequences, config, call.seed, call.epochs or config["epochs"], call.out / "checkpoint.pt", call.resume)
    best = max(track, key=lambda epoch: epoch["ndcg10"]) if "ndcg10" in track[-1] else track[-1]
    histories = [sequences.learned(user).tolist() for user in range(sequences.users)]
    deliver(model, histories, call.out, {"best": best, "epochs": track, "seconds": round(time.time() - started, 1), "config": config, "seed": call.seed, "torch": torch.__version__})
    say(f"trained in {time.time() - started:.0f} s; epoch {best['epoch']} was taken")


if __name__ == "__main__":
    main()
