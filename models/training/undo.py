"""The undo head, fitted after the others. Of some 26,000 applies one in sixteen is undone: too few to teach a network, and enough to spoil one. What turns out to be little is
taken back, so the head has two numbers, and reads the impact that the network expects. On accounts that it had not seen, that did better than a ridge regression over
everything the network knows, at any penalty."""
import numpy as np
import torch

from calibrate import sigmoid
from data import CANDIDATE_COUNT, EXAMINED, POSITION, UNDO, gather, without_history
from network import HEADS, IMPACT_UNIT

#: Pull of the slope towards none, as precision of a normal prior in units of the network's impact.
PRECISION = 1.0
#: Slates that go through the network at once.
SIZE = 192


def applied(model, shards, numbers, config):
    """Of every card applied in some slates: the impact expected, in units of the network [R], and whether it was undone [R]."""
    cards = np.repeat(np.arange(len(shards.slates)), shards.slates[:, CANDIDATE_COUNT])
    known = ~np.isnan(np.asarray(shards.labels[:, UNDO])) & (np.asarray(shards.labels[:, EXAMINED]) > 0)
    numbers = np.intersect1d(cards[known], numbers)
    impact, undone = [], []
    with torch.no_grad():
        for at in range(0, len(numbers), SIZE):
            inputs, labels = gather(shards, numbers[at:at + SIZE])
            served, _ = model(inputs if config["history"] else without_history(inputs), labels[:, :, POSITION])
            here = ~torch.isnan(labels[:, :, UNDO]) & (labels[:, :, EXAMINED] > 0) & (inputs[4] > 0)
            impact.append(served[:, :, HEADS.index("impact")][here].numpy() / IMPACT_UNIT)
            undone.append(labels[:, :, UNDO][here].numpy())
    return (np.concatenate(impact).astype(np.float64), np.concatenate(undone).astype(np.float64)) if impact else (np.zeros(0), np.zeros(0))


def logistic(x, y):
    """Slope and intercept, by Newton's steps from the constant."""
    rate = np.clip(y.mean(), 1e-3, 1 - 1e-3)
    fit, pull = np.array([0.0, np.log(rate / (1 - rate))]), np.array([PRECISION, 1e-6])
    x = np.c_[x, np.ones(len(x))]
    for _ in range(12):
        p = sigmoid(x @ fit)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(pull), x.T @ (p - y) + np.array([PRECISION, 0.0]) * fit)
        fit = fit - step / max(1.0, np.abs(step).max())
    return fit


def fit_undo(model, shards, numbers, config):
    """Writes the head into the network: all that leads to the impact, times the slope. Two numbers need no calibration of their own."""
    impact, undone = applied(model, shards, numbers, config)
    if not 0 < undone.sum() < len(undone):
        return
    slope, intercept = logistic(impact, undone)
    ranker, head, source = model.ranker, HEADS.index("undo"), HEADS.index("impact")
    with torch.no_grad():
        ranker.head_out.bias[head] = slope * ranker.head_out.bias[source] + intercept
        for layer in (ranker.head_out, *([ranker.wide, ranker.evidence.say] if hasattr(ranker, "wide") else [])):
            layer.weight[head] = slope * layer.weight[source]
