"""Whole sequences in; training windows, batches and the held-out item out. main-train.ts writes the two files."""
from pathlib import Path

import numpy as np
import torch


class Sequences:
    """items: all users' items one user after another, in time order; begins: where each user's begin, and the end.

    held, where there is such a file: users who are not learned from and whose last item chooses the epoch; of all others everything is learned. Without it each user's
    last item is the test's, and the one before chooses the epoch."""

    def __init__(self, folder):
        load = lambda name: np.load(Path(folder) / name)
        self.items, self.begins = load("items.npy"), load("begins.npy")
        self.held = set(load("held.npy").tolist()) if (Path(folder) / "held.npy").exists() else None
        self.catalogue = int(self.items.max())
        self.users = len(self.begins) - 1

    def of(self, user):
        return self.items[self.begins[user]:self.begins[user + 1]]

    def learned(self, user):
        """A user of fewer than three items is asked nothing."""
        own = self.of(user)
        if self.held is not None:
            return own[:0] if user in self.held else own
        return own[:-2] if len(own) > 2 else own

    def question(self, user):
        """What chooses the epoch: the items before it, and the item."""
        own = self.of(user) if self.held is not None else self.of(user)[:-1]
        return own[:-1], own[-1]

    def asked(self):
        """Users who have a question."""
        long = np.diff(self.begins) > 2
        return np.flatnonzero(long if self.held is None else [user in self.held and size for user, size in enumerate(long)])


def windows(sequences, length, generator):
    """Every user's learned items cut into windows of at most `length`, each epoch at other places, so that no item is always first."""
    made = []
    for user in range(sequences.users):
        own = sequences.learned(user)
        first = int(generator.integers(1, length + 1)) if len(own) > length else len(own)
        cuts = [0, *range(first, len(own), length), len(own)]
        made.extend(own[begin:end] for begin, end in zip(cuts, cuts[1:]) if end > begin)
    return made


def padded(rows):
    width = max(len(row) for row in rows)
    out = np.zeros((len(rows), width), np.int64)
    for at, row in enumerate(rows):
        out[at, :len(row)] = row
    return torch.from_numpy(out)


def batches(made, size, generator):
    """Windows of like length together, so that little padding is computed; batches of about equal weight, in random order."""
    order = generator.permutation(len(made))
    pool, out = size * 40, []
    for start in range(0, len(order), pool):
        part = sorted(order[start:start + pool], key=lambda at: len(made[at]))
        out.extend(part[at:at + size] for at in range(0, len(part), size))
    return [padded([made[at] for at in out[batch]]) for batch in generator.permutation(len(out))]
