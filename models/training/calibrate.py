"""Platt's two numbers a head, fitted on accounts that were not learned from, and how well the calibrated heads then do on others again."""
import numpy as np
import torch

from data import APPLY, CANDIDATE_COUNT, EXAMINED, HISTORY_COUNT, POSITION, gather, without_history
from fit import LABELS, PROBABILITIES, placed_loss
from network import HEADS

#: Pull towards "as it stands", in nats: a head with a handful of labels keeps slope 1.
PRIOR = 4.0


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def rows_of(model, shards, numbers, config, size=192):
    """For every candidate of some slates: served outputs [R, 5], θ of its position [R], labels [R, 7], slate number [R]."""
    parts = []
    ordered = numbers[np.argsort(shards.slates[numbers, HISTORY_COUNT], kind="stable")]
    with torch.no_grad():
        for at in range(0, len(ordered), size):
            part = ordered[at:at + size]
            inputs, labels = gather(shards, part)
            served, log_theta = model(inputs if config["history"] else without_history(inputs), labels[:, :, POSITION])
            real = inputs[4] > 0
            slate = torch.from_numpy(part)[:, None].expand(real.shape)
            parts.append([x[real].numpy() for x in (served, log_theta.exp(), labels, slate)])
    return tuple(np.concatenate([part[index] for part in parts]) for index in range(4)) if parts else None


def known(labels, head):
    return (labels[:, EXAMINED] > 0) & ~np.isnan(labels[:, LABELS[head]])


def platt(logit, target, theta):
    """Slope and intercept of p = θ · σ(slope · logit + intercept), with a prior at (1, 0)."""
    fit = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    logit, target, log_theta = (torch.from_numpy(np.asarray(x, np.float64)) for x in (logit, target, np.log(theta)))
    optimizer = torch.optim.LBFGS([fit], max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = placed_loss(fit[0] * logit + fit[1], log_theta, target).sum() + PRIOR / 2 * ((fit[0] - 1) ** 2 + fit[1] ** 2)
        loss.backward()
        return loss

    optimizer.step(closure)
    return {"slope": max(float(fit[0]), 0.05), "intercept": float(fit[1])}


def theta_of(head, theta):
    """An undo is not looked for on a list."""
    return np.ones_like(theta) if head == "undo" else theta


def calibrate(rows):
    """At the positions where the cards stood; served without θ, as at the top."""
    served, theta, labels, _ = rows
    found = {}
    for index, head in enumerate(PROBABILITIES):
        # The undo head is two numbers itself: see undo.py.
        here = known(labels, head) & (head != "undo")
        found[head] = platt(served[here, index], labels[here, LABELS[head]], theta_of(head, theta[here])) if here.any() else {"slope": 1.0, "intercept": 0.0}
    return found


def reference(rows, calibration, bins=10):
    """By head, the deciles of the scores as they are served and the shares between them: what the pages' drift is measured against."""
    found = {}
    for index, head in enumerate((*PROBABILITIES, "impact")):
        score = rows[0][:, index].astype(np.float64)
        if head in calibration:
            score = 1 / (1 + np.exp(-(calibration[head]["slope"] * score + calibration[head]["intercept"])))
        edges = np.unique([float(f"{edge:.6g}") for edge in np.quantile(score, np.linspace(0, 1, bins + 1)[1:-1])])
        counts = np.bincount(np.searchsorted(edges, score, side="right"), minlength=len(edges) + 1)
        found[head] = {"edges": edges.tolist(), "shares": [float(f"{share:.6g}") for share in counts / len(score)]}
    return found


def log_loss(p, target):
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(target * np.log(p) + (1 - target) * np.log(1 - p)).mean())


def calibration_error(p, target, bins=10):
    """Equal-mass bins: mean of |mean p − rate|, weighted by rows."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return float(sum(len(part) * abs(p[part].mean() - target[part].mean()) for part in parts if len(part)) / max(len(p), 1))


def auc(score, target):
    positives, negatives = int(target.sum()), int((1 - target).sum())
    if positives == 0 or negatives == 0:
        return None
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[target > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def ndcg(score, labels, slate, at=5):
    """Mean over slates with an apply, among the cards that were examined: the order by `score` against the best order."""
    here = labels[:, EXAMINED] > 0
    score, gain, slate = score[here], np.nan_to_num(labels[here, APPLY]), slate[here]
    order = np.lexsort((-score, slate))
    gain, slate = gain[order], slate[order]
    total, lists = 0.0, 0
    for part in np.split(gain, np.flatnonzero(np.diff(slate)) + 1):
        if part.sum() > 0 and len(part) > 1:
            discount = 1 / np.log2(np.arange(2, min(at, len(part)) + 2))
            total += float((part[:at] * discount).sum() / (np.sort(part)[::-1][:at] * discount).sum())
            lists += 1
    return {"value": total / lists if lists else None, "lists": lists}


def report(rows, calibration):
    """What the training's own held-out accounts say; the world's evaluation is the judge."""
    served, theta, labels, slate = rows
    out = {"slates": int(len(np.unique(slate)))}
    for index, head in enumerate(PROBABILITIES):
        here = known(labels, head)
        target = labels[here, LABELS[head]].astype(np.float64)
        if len(target) == 0:
            continue
        fit = calibration[head]
        p = theta_of(head, theta[here]) * sigmoid(fit["slope"] * served[here, index].astype(np.float64) + fit["intercept"])
        rate = float(target.mean())
        out[head] = {"rows": int(len(target)), "rate": rate, "logLoss": log_loss(p, target), "constantLogLoss": log_loss(np.full_like(target, rate), target),
                     "calibrationError": calibration_error(p, target), "auc": auc(p, target)}
    here = known(labels, "impact")
    if here.any():
        error = served[here, HEADS.index("impact")] - labels[here, LABELS["impact"]]
        out["impact"] = {"rows": int(here.sum()), "meanAbsoluteError": float(np.abs(error).mean()), "constant": float(np.abs(labels[here, LABELS["impact"]] - labels[here, LABELS["impact"]].mean()).mean())}
    out["ndcg5Apply"] = ndcg(served[:, HEADS.index("apply")], labels, slate)
    return out
