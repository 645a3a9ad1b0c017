"""The undo head, fitted after the others: of some 26,000 applies one in sixteen is undone, too few to teach a network and enough to spoil one. What the network has
learned from the other answers, and the card's own columns where the ranker reads them beside the deep part, are added up in a ridge regression."""
import numpy as np
import torch

from calibrate import platt, sigmoid
from data import ACCOUNT, CANDIDATE_COUNT, EXAMINED, POSITION, UNDO, gather, without_history
from network import HEADS

#: A weight is about N(0, 1/100) before any label is seen: of 3 to 1,000, what folds over accounts liked best on the log of seed 1 (18e-4 nats below the constant's log-loss).
PRECISION = 100.0
FOLDS = 5
#: Slates that go through the network at once.
SIZE = 192


def applied(model, shards, numbers, config):
    """Of every card applied in some slates: what the head may read [R, D], whether it was undone [R], its account [R]."""
    cards = np.repeat(np.arange(len(shards.slates)), shards.slates[:, CANDIDATE_COUNT])
    known = ~np.isnan(np.asarray(shards.labels[:, UNDO])) & (np.asarray(shards.labels[:, EXAMINED]) > 0)
    numbers = np.intersect1d(cards[known], numbers)
    read, parts = {}, []
    hook = model.ranker.head_out.register_forward_pre_hook(lambda _, given: read.update(hidden=given[0]))
    with torch.no_grad():
        for at in range(0, len(numbers), SIZE):
            part = numbers[at:at + SIZE]
            inputs, labels = gather(shards, part)
            model(inputs if config["history"] else without_history(inputs), labels[:, :, POSITION])
            own = [read["hidden"], inputs[3]] if hasattr(model.ranker, "wide") else [read["hidden"]]
            here = ~torch.isnan(labels[:, :, UNDO]) & (labels[:, :, EXAMINED] > 0) & (inputs[4] > 0)
            account = torch.from_numpy(shards.slates[part, ACCOUNT].copy())[:, None].expand(here.shape)
            parts.append([x[here].numpy() for x in (torch.cat(own, dim=2), labels[:, :, UNDO], account)])
    hook.remove()
    return tuple(np.concatenate([part[index] for part in parts]).astype(np.float64) for index in range(3)) if parts else None


def ridge_logistic(x, y):
    """Newton's steps; weights [D] and an intercept that nothing pulls. @param x about 0"""
    x = np.c_[x, np.ones(len(x))]
    rate = np.clip(y.mean(), 1e-3, 1 - 1e-3)
    w = np.r_[np.zeros(x.shape[1] - 1), np.log(rate / (1 - rate))]
    pull = np.r_[np.full(x.shape[1] - 1, PRECISION), 1e-6]
    for _ in range(12):
        p = sigmoid(x @ w)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(pull), x.T @ (p - y) + pull * w)
        w = w - step / max(1.0, np.abs(step).max())
    return w[:-1], w[-1]


def fit_undo(model, shards, numbers, config):
    """Writes the head into the network. Returns its calibration, fitted on accounts that each fold had left out: with so few labels, no account can be spared for that alone."""
    rows = applied(model, shards, numbers, config)
    if rows is None or not 0 < rows[1].sum() < len(rows[1]):
        return {"slope": 1.0, "intercept": 0.0}
    x, y, account = rows
    mean = x.mean(axis=0)
    x = x - mean
    logit, fold = np.zeros(len(y)), account % FOLDS
    for out in np.unique(fold):
        w, b = ridge_logistic(x[fold != out], y[fold != out])
        logit[fold == out] = x[fold == out] @ w + b
    w, b = ridge_logistic(x, y)
    write(model.ranker, w, b - mean @ w)
    return platt(logit, y, np.ones(len(y)))


def write(ranker, weights, intercept):
    head, hidden = HEADS.index("undo"), ranker.head_out.in_features
    weights = torch.from_numpy(weights).float()
    with torch.no_grad():
        ranker.head_out.weight[head] = weights[:hidden]
        ranker.head_out.bias[head] = float(intercept)
        if hasattr(ranker, "wide"):
            ranker.wide.weight[head] = weights[hidden:]
            ranker.evidence.say.weight[head] = 0
