"""The undo head, fitted after the others. Of some 26,000 applies one in sixteen is undone: too few to teach a network, and enough to spoil one. What turns out to be little is
taken back, so the head reads the impact that the network expects; what else the network knows may correct that a little. On accounts that it had not seen, that did better than
the impact alone, and much better than a regression that is free to choose."""
import numpy as np
import torch

from calibrate import sigmoid
from data import CANDIDATE_COUNT, EXAMINED, POSITION, UNDO, gather, without_history
from network import HEADS, IMPACT_UNIT

#: Precision of the normal prior of a correction's weight, and of the expected impact's, which may be what it likes.
CORRECTION, IMPACT = 2000.0, 1.0
#: Slates that go through the network at once.
SIZE = 192


def sources(ranker):
    """The layers that every head is a sum of, and what they read: the last hidden layer, and in our own network the card's columns."""
    return [ranker.head_out, ranker.wide] if hasattr(ranker, "wide") else [ranker.head_out]


def applied(model, shards, numbers, config):
    """Of every card applied in some slates: the impact expected, in units of the network, then all that the sources read [R, 1 + D]; and whether it was undone [R]."""
    cards = np.repeat(np.arange(len(shards.slates)), shards.slates[:, CANDIDATE_COUNT])
    known = ~np.isnan(np.asarray(shards.labels[:, UNDO])) & (np.asarray(shards.labels[:, EXAMINED]) > 0)
    numbers = np.intersect1d(cards[known], numbers)
    read = {}
    hooks = [layer.register_forward_pre_hook(lambda _, given, at=at: read.update({at: given[0]})) for at, layer in enumerate(sources(model.ranker))]
    x, y = [], []
    with torch.no_grad():
        for at in range(0, len(numbers), SIZE):
            inputs, labels = gather(shards, numbers[at:at + SIZE])
            served, _ = model(inputs if config["history"] else without_history(inputs), labels[:, :, POSITION])
            here = ~torch.isnan(labels[:, :, UNDO]) & (labels[:, :, EXAMINED] > 0) & (inputs[4] > 0)
            x.append(torch.cat([served[:, :, HEADS.index("impact"), None] / IMPACT_UNIT, *(read[at] for at in sorted(read))], dim=2)[here].double().numpy())
            y.append(labels[:, :, UNDO][here].double().numpy())
    for hook in hooks:
        hook.remove()
    return (np.concatenate(x), np.concatenate(y)) if x else (np.zeros((0, 1)), np.zeros(0))


def ridge_logistic(x, y, precision):
    """Weights [D] and an intercept that nothing pulls, by Newton's steps from the constant."""
    mean, rate = x.mean(axis=0), np.clip(y.mean(), 1e-3, 1 - 1e-3)
    x = np.c_[x - mean, np.ones(len(x))]
    fit, pull = np.r_[np.zeros(x.shape[1] - 1), np.log(rate / (1 - rate))], np.r_[precision, 1e-6]
    for _ in range(12):
        p = sigmoid(x @ fit)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(pull), x.T @ (p - y) + np.r_[precision, 0.0] * fit)
        fit = fit - step / max(1.0, np.abs(step).max())
    return fit[:-1], fit[-1] - mean @ fit[:-1]


def fit_undo(model, shards, numbers, config):
    """Writes the head into the network: all that leads to the impact times its weight, and the corrections. A fit this stiff needs no calibration of its own."""
    x, y = applied(model, shards, numbers, config)
    if not 0 < y.sum() < len(y):
        return
    weights, intercept = ridge_logistic(x, y, np.r_[IMPACT, np.full(x.shape[1] - 1, CORRECTION)])
    ranker, head, impact, at = model.ranker, HEADS.index("undo"), HEADS.index("impact"), 1
    with torch.no_grad():
        ranker.head_out.bias[head] = weights[0] * ranker.head_out.bias[impact] + intercept
        for layer in sources(ranker):
            layer.weight[head] = weights[0] * layer.weight[impact] + torch.from_numpy(weights[at:at + layer.in_features]).float()
            at += layer.in_features
        if hasattr(ranker, "evidence"):
            ranker.evidence.say.weight[head] = weights[0] * ranker.evidence.say.weight[impact]
