"""Memory-mapped shards in, padded batches out. See shards.ts for the files and labels.ts for what a label means."""
import json
from pathlib import Path

import numpy as np
import torch

#: Columns of labels.npy.
POSITION, EXAMINED, OPEN, APPLY, DISMISS, UNDO, IMPACT = range(7)
#: Columns of slates.npy.
HISTORY, HISTORY_COUNT, CANDIDATES, CANDIDATE_COUNT, SAME, ACCOUNT = range(6)


class Shards:
    """A replayed log: rows of all slates one after another, and where each slate's begin."""

    def __init__(self, folder):
        folder = Path(folder)
        self.meta = json.loads((folder / "shards.json").read_text())
        load = lambda name: np.load(folder / f"{name}.npy", mmap_mode="r")
        self.history, self.context, self.candidates = load("history"), load("context"), load("candidates")
        self.same, self.labels, self.slates = load("same"), load("labels"), np.asarray(load("slates"))
        self.columns = {"history": self.history.shape[1], "context": self.context.shape[1], "candidates": self.candidates.shape[1]}
        self.length = self.meta["historyLength"]

    def split(self):
        """Slate numbers by account: 80 % to learn from, 10 % to calibrate on, 10 % to report on."""
        # A multiplicative hash, so that neighbouring accounts do not share a part.
        bucket = (self.slates[:, ACCOUNT].astype(np.uint64) * np.uint64(2654435761) % np.uint64(1 << 32)) * 10 // (1 << 32)
        return np.flatnonzero(bucket < 8), np.flatnonzero(bucket == 8), np.flatnonzero(bucket == 9)


def gather(shards, numbers, full=False):
    """The padded tensors of some slates; `full` pads the history to its served length."""
    slates = shards.slates[numbers]
    length = shards.length if full else max(1, int(slates[:, HISTORY_COUNT].max()))
    width = int(slates[:, CANDIDATE_COUNT].max())
    count = len(numbers)
    history = np.zeros((count, length, shards.columns["history"]), np.float32)
    history_mask = np.zeros((count, length), np.float32)
    candidates = np.zeros((count, width, shards.columns["candidates"]), np.float32)
    candidate_mask = np.zeros((count, width), np.float32)
    same = np.zeros((count, width, length), np.float32)
    labels = np.zeros((count, width, shards.labels.shape[1]), np.float32)
    for row, slate in enumerate(slates):
        past, size = int(slate[HISTORY_COUNT]), int(slate[CANDIDATE_COUNT])
        history[row, :past] = shards.history[slate[HISTORY]:slate[HISTORY] + past]
        history_mask[row, :past] = 1
        own = slice(int(slate[CANDIDATES]), int(slate[CANDIDATES]) + size)
        candidates[row, :size] = shards.candidates[own]
        labels[row, :size] = shards.labels[own]
        candidate_mask[row, :size] = 1
        same[row, :size, :past] = shards.same[slate[SAME]:slate[SAME] + size * past].reshape(size, past)
    context = np.asarray(shards.context[numbers], np.float32) / 16
    inputs = tuple(torch.from_numpy(x) for x in (history, history_mask, context, candidates, candidate_mask, same))
    return inputs, torch.from_numpy(labels)


def batches(shards, numbers, size, generator):
    """Slates of like history length together, so that little padding is computed; the order of the batches is random."""
    order = generator.permutation(numbers)
    pool = size * 24
    made = []
    for start in range(0, len(order), pool):
        part = order[start:start + pool]
        part = part[np.argsort(shards.slates[part, HISTORY_COUNT], kind="stable")]
        made.extend(part[at:at + size] for at in range(0, len(part), size))
    return [made[at] for at in generator.permutation(len(made))]


def forget(inputs, shards, config, generator):
    """Random time-window mask (TransAct: a ranker that always sees the last minutes digs a rabbit hole) and history dropout, so that an
    empty history is known. Masks only: what the tallies say stays."""
    history, mask, context, candidates, candidate_mask, same = inputs
    rows = history.shape[0]
    chance = torch.from_numpy(generator.random((2, rows)).astype(np.float32))
    # Window in the unit of the encoded log age: uniform from seconds to about a day.
    window = torch.from_numpy(generator.uniform(-2.0, 1.1, rows).astype(np.float32))
    recent = history[:, :, shards.meta["lagColumn"]] < window[:, None]
    hidden = (recent & (chance[0] < config["windowMask"])[:, None]) | (chance[1] < config["historyDropout"])[:, None]
    return history, mask * (~hidden).float(), context, candidates, candidate_mask, same


def without_history(inputs):
    """One masked row is as good as sixty-four, and cheaper."""
    history, mask, context, candidates, candidate_mask, same = inputs
    return torch.zeros_like(history[:, :1]), torch.zeros_like(mask[:, :1]), context, candidates, candidate_mask, torch.zeros_like(same[:, :, :1])
