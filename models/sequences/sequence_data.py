"""Whole sequences in; training windows, batches and the held-out item out. main-train.ts writes the two files."""
from pathlib import Path

import numpy as np
import torch


class Sequences:
    """items: all users' items one user after another, in time order; begins: where each user's begin, and the end."""

    def __init__(self, folder):
        self.items, self.begins = np.load(Path(folder) / "items.npy"), np.load(Path(folder) / "begins.npy")
        self.catalogue = int(self.items.max())
        self.users = len(self.begins) - 1

    def of(self, user):
        return self.items[self.begins[user]:self.begins[user + 1]]

    def learned(self, user):
        """The last item is the test's, the one before chooses the epoch; a user of fewer than three items has neither."""
        own = self.of(user)
        return own[:-2] if len(own) > 2 else own

    def held_out(self):
        """Users that have a validation item."""
        return np.flatnonzero(np.diff(self.begins) > 2)


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
