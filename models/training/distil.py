"""The linear tier: each head a sum over candidate and context columns, taught by the calibrated network on all cards of the learning accounts
and by the labels where there are any. It reads no history rows; what the tallies say of the past it reads."""
import numpy as np
import torch
from torch.nn import functional as F

from calibrate import known, platt, sigmoid, theta_of
from data import CANDIDATES, CANDIDATE_COUNT
from fit import LABELS, PROBABILITIES, placed_loss
from network import HEADS

#: Share of the teacher in the loss; the labels have the rest.
TEACHER = 0.5
RIDGE = 1e-3


def inputs_of(shards, rows):
    """Candidate and context columns [R, Fx + Fc] of rows in the order of `rows_of`."""
    numbers = np.unique(rows[3])
    candidates = {int(n): shards.candidates[s[CANDIDATES]:s[CANDIDATES] + s[CANDIDATE_COUNT]] for n, s in zip(numbers, shards.slates[numbers])}
    parts, at = [], 0
    while at < len(rows[3]):
        number = int(rows[3][at])
        own = np.asarray(candidates[number], np.float32)
        parts.append(np.concatenate([own, np.repeat(np.asarray(shards.context[number:number + 1], np.float32) / 16, len(own), axis=0)], axis=1))
        at += len(own)
    return np.concatenate(parts)


def logistic(x, teacher, label, theta):
    """L-BFGS. The teacher speaks of the top of the list, a label (NaN where there is none) of the position where the card stood."""
    here = ~np.isnan(label)
    x, teacher = torch.from_numpy(x), torch.from_numpy(teacher.astype(np.float32))
    own, label, log_theta = x[here], torch.from_numpy(label[here].astype(np.float32)), torch.from_numpy(np.log(theta[here]).astype(np.float32))
    w, b = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=120, history_size=20, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = TEACHER * F.binary_cross_entropy_with_logits(x @ w + b, teacher) + RIDGE * (w * w).sum()
        if len(label):
            loss = loss + (1 - TEACHER) * placed_loss(own @ w + b, log_theta, label).mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    return w.detach().numpy(), float(b.detach())


def ridge(x, target):
    mean = target.mean()
    gram = x.T @ x / len(x) + RIDGE * 10 * np.eye(x.shape[1])
    return np.linalg.solve(gram.astype(np.float64), (x.T @ (target - mean) / len(x)).astype(np.float64)), float(mean)


def distil(shards, learned, held, calibration):
    """`learned`, `held`: rows as `rows_of` gives them. Heads in the manifest's form, calibrated on the held rows."""
    x, columns = inputs_of(shards, learned), shards.columns["candidates"]
    x_held = inputs_of(shards, held)
    heads = {}
    for index, head in enumerate(PROBABILITIES):
        fit = calibration[head]
        teacher = sigmoid(fit["slope"] * learned[0][:, index] + fit["intercept"])
        label = np.where(known(learned[2], head), learned[2][:, LABELS[head]], np.nan)
        w, b = logistic(x, teacher, label, theta_of(head, learned[1]))
        seen = known(held[2], head)
        again = platt(x_held[seen] @ w + b, held[2][seen, LABELS[head]], theta_of(head, held[1][seen])) if seen.any() else {"slope": 1.0, "intercept": 0.0}
        w, b = w * again["slope"], b * again["slope"] + again["intercept"]
        heads[head] = {"intercept": b, "candidates": w[:columns].tolist(), "context": w[columns:].tolist()}
    w, b = ridge(x, learned[0][:, HEADS.index("impact")])
    heads["impact"] = {"intercept": b, "candidates": w[:columns].tolist(), "context": w[columns:].tolist()}
    return {name: {"intercept": round(float(h["intercept"]), 6), "candidates": [round(float(v), 6) for v in h["candidates"]], "context": [round(float(v), 6) for v in h["context"]]} for name, h in heads.items()}
