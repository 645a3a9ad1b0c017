"""Learns the weights: loss, optimizer, checkpoints. Seeded; a killed run goes on from its last checkpoint."""
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ablations import ablate
from baselines import Din, Gru
from data import APPLY, DISMISS, EXAMINED, IMPACT, OPEN, POSITION, UNDO, batches, forget, gather, without_history
from learning import averages, resumed, save, say, take_step
from network import HEADS, IMPACT_UNIT, Ranker, parameters_of

NETWORKS = {"transformer": Ranker, "din": Din, "gru": Gru}

PROBABILITIES = HEADS[:4]
LABELS = {"open": OPEN, "apply": APPLY, "dismiss": DISMISS, "undo": UNDO, "impact": IMPACT}


class Model(nn.Module):
    """The ranker and, beside it, how often a card at each position is looked at, over the top's: the examination model P(answer) = θ(position) · σ(logit)
    (position-based click model: Craswell et al., WSDM 2008). The logging policy shows the same card at different positions, so the two can be told
    apart. One θ for open, apply and dismiss; an undo needs no position. θ stays behind when the ranker is served, as at the top."""

    def __init__(self, config, columns, meta):
        super().__init__()
        self.ranker = NETWORKS[config["network"]](config, columns, meta)
        if config["network"] == "transformer":
            ablate(self.ranker, config, meta)
        #: Off: every card in view that was not answered is taken for a plain negative.
        self.examines = config["examination"]
        self.unseen = nn.Parameter(torch.full((config["positions"],), -1.0))

    def log_examination(self, position):
        """ln θ, 0 at the top."""
        decline = torch.cat([torch.zeros_like(self.unseen[:1]), F.softplus(self.unseen[1:])]) * self.examines
        return -decline[position.long().clamp(0, len(decline) - 1)]

    def forward(self, inputs, position):
        """Logits as served [B, N, 5] and ln θ [B, N]."""
        return self.ranker(*inputs), self.log_examination(position)


def placed_loss(logit, log_theta, target):
    """Log-loss of θ · σ(logit)."""
    log_p = (log_theta + F.logsigmoid(logit)).clamp(max=-1e-6)
    return -(target * log_p + (1 - target) * torch.log1p(-log_p.exp()))


def answered(labels, head):
    """Which rows carry a label of this head: cards that were examined; undo of cards applied; impact of outcomes seen."""
    known = ~torch.isnan(labels[:, :, LABELS[head]])
    return known & (labels[:, :, EXAMINED] > 0)


def loss_of(model, inputs, labels, config):
    served, log_theta = model(inputs, labels[:, :, POSITION])
    total = 0.0
    for head, weight in config["headWeights"].items():
        index, rows = HEADS.index(head), answered(labels, head)
        if not bool(rows.any()):
            continue
        target = labels[:, :, LABELS[head]][rows]
        if head == "impact":
            # Squared up to three units: it is the mean that the policy needs, and a few outcomes are very large.
            part = F.smooth_l1_loss(served[:, :, index][rows] / IMPACT_UNIT, target / IMPACT_UNIT, beta=3.0)
        else:
            part = placed_loss(served[:, :, index][rows], log_theta[rows], target).mean()
        total = total + weight * part
    # List-wise: among what was examined, the applied before the opened before the rest.
    examined = labels[:, :, EXAMINED] > 0
    gain = torch.nan_to_num(labels[:, :, APPLY]) * 3 + torch.nan_to_num(labels[:, :, OPEN])
    gain = gain * examined
    lists = gain.sum(dim=1) > 0
    if bool(lists.any()):
        order = torch.log_softmax((served[:, :, 1] + log_theta).masked_fill(~examined, -1e4), dim=1)
        share = gain / gain.sum(dim=1, keepdim=True).clamp(min=1e-6)
        total = total - config["listwise"] * (share * order).sum(dim=1)[lists].sum() / gain.shape[0]
    return total


def new_model(shards, numbers, config):
    """Heads start at the rate of their label, so that the first steps are not spent on finding it."""
    model = Model(config, shards.columns, shards.meta)
    labels = np.asarray(shards.labels, np.float32)
    examined = labels[:, EXAMINED] > 0
    with torch.no_grad():
        for index, head in enumerate(PROBABILITIES):
            known = labels[examined, LABELS[head]]
            known = known[~np.isnan(known)]
            rate = float(np.clip(known.mean() if len(known) else 0.01, 1e-3, 0.5))
            model.ranker.head_out.bias[index] = float(np.log(rate / (1 - rate)))
    return model


def evaluate_loss(model, shards, numbers, config, size=256):
    model.eval()
    ordered = numbers[np.argsort(shards.slates[numbers, 1], kind="stable")]
    total, count = 0.0, 0
    with torch.no_grad():
        for at in range(0, len(ordered), size):
            part = ordered[at:at + size]
            inputs, labels = gather(shards, part)
            loss = loss_of(model, inputs if config["history"] else without_history(inputs), labels, config)
            total, count = total + float(loss) * len(part), count + len(part)
    model.train()
    return total / max(count, 1)


def fit(shards, config, seed, epochs, checkpoint, resume):
    """The averaged weights of the epoch that did best on the calibration part, and what happened."""
    torch.manual_seed(seed)
    learn, hold, _ = shards.split()
    model = new_model(shards, learn, config)
    average = averages(model)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.ranker.parameters() if p.dim() <= 1]
    # The examination model has a number a position, each far from where it starts: it takes larger steps.
    groups = [{"params": decayed, "weight_decay": config["weightDecay"], "times": 1}, {"params": plain, "weight_decay": 0.0, "times": 1}, {"params": [model.unseen], "weight_decay": 0.0, "times": 20}]
    optimizer = torch.optim.AdamW(groups, lr=config["learningRate"])
    steps_an_epoch = max(1, -(-len(learn) // config["batch"]))
    total_steps = steps_an_epoch * epochs
    begin, step, best, best_weights, track = 0, 0, float("inf"), average, []
    same = {"seed": seed, "epochs": epochs, "columns": shards.columns, "config": config}
    if resume and checkpoint.exists():
        saved = resumed(checkpoint, model, optimizer, same)
        average, begin, step, best, best_weights, track = (saved[name] for name in ("average", "epoch", "step", "best", "bestWeights", "track"))
    say(f"{len(learn)} slates to learn from, {len(hold)} to calibrate on, {parameters_of(model.ranker)} parameters, {epochs} epochs of {steps_an_epoch} steps")
    shadow = Model(config, shards.columns, shards.meta)
    for epoch in range(begin, epochs):
        # Of the epoch, not of the run: a resumed run draws what an unbroken one would have.
        generator = np.random.default_rng([seed, epoch])
        started, running = time.time(), 0.0
        for number, part in enumerate(batches(shards, learn, config["batch"], generator)):
            rate = config["learningRate"] * min(1.0, (step + 1) / max(1, total_steps // 20)) * 0.5 * (1 + np.cos(np.pi * step / total_steps))
            for group in optimizer.param_groups:
                group["lr"] = rate * group["times"]
            inputs, labels = gather(shards, part)
            inputs = forget(inputs, shards, config, generator) if config["history"] else without_history(inputs)
            loss = loss_of(model, inputs, labels, config)
            step += 1
            take_step(model, optimizer, loss, average, step, config["averaging"])
            running += float(loss)
            if number % 50 == 49:
                pace = (time.time() - started) / (number + 1)
                say(f"epoch {epoch + 1}/{epochs}  step {number + 1}/{steps_an_epoch}  loss {running / (number + 1):.4f}  {pace * (steps_an_epoch - number - 1):.0f} s left in it")
        shadow.load_state_dict(average)
        held = evaluate_loss(shadow, shards, hold, config)
        track.append({"epoch": epoch + 1, "loss": running / steps_an_epoch, "heldOut": held, "seconds": round(time.time() - started, 1)})
        say(f"epoch {epoch + 1}/{epochs}  loss {running / steps_an_epoch:.4f}  held out {held:.4f}  {track[-1]['seconds']} s")
        if held < best:
            best, best_weights = held, {name: value.clone() for name, value in average.items()}
        save({**same, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "epoch": epoch + 1, "step": step, "best": best, "bestWeights": best_weights, "track": track}, checkpoint)
    model.load_state_dict(best_weights)
    model.eval()
    return model, track
