"""What every training of the house does alike, whatever its network: its command line, one step of its optimizer, its checkpoints."""
import argparse
import os
import sys
from pathlib import Path

import torch
from torch import nn


def say(text):
    print(text, file=sys.stderr, flush=True)


def command_line():
    """--data DIR --out DIR --config FILE [--seed S] [--epochs E] [--threads T] [--resume]"""
    parser = argparse.ArgumentParser()
    for name in ("data", "out", "config"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    call = parser.parse_args()
    torch.set_num_threads(call.threads)
    return call


def averages(model):
    """What `take_step` keeps up to date: the weights as they are."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def take_step(model, optimizer, loss, average, taken, averaging):
    """Down the gradient, clipped to length 1; then `average` moves towards the weights, faster while few steps are `taken` (this one among them)."""
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    keep = min(averaging, (taken + 1) / (taken + 10))
    with torch.no_grad():
        for name, value in model.state_dict().items():
            average[name].mul_(keep).add_(value, alpha=1 - keep)


def save(state, path):
    """A run that is killed while it writes keeps the checkpoint before."""
    beside = path.with_suffix(".next")
    torch.save({**state, "random": torch.get_rng_state()}, beside)
    os.replace(beside, path)


def resumed(path, model, optimizer, same):
    """The checkpoint, its weights and generator taken up again. `same`: what must be as it was when it was made, or the run ends with a sentence."""
    saved = torch.load(path, map_location="cpu", **({"weights_only": False} if torch.__version__ >= "2" else {}))
    other = [name for name, value in same.items() if saved[name] != value]
    if other:
        raise SystemExit(f"The checkpoint {path} was made with another {' and '.join(other)}; leave out --resume or use the same.")
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["random"])
    say(f"resumed after epoch {saved['epoch']}")
    return saved
