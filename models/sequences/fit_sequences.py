"""Learns a sequence model: loss, optimizer, choice of the epoch, checkpoints. Seeded; a killed run goes on from its last checkpoint."""
import time

import numpy as np
import torch

from catalogue_loss import catalogue_loss
from encoder import SequenceEncoder
from learning import averages, resumed, save, say, take_step
from sequence_data import batches, windows


def loss_of(model, items, mask_seen):
    """Mean over all places of the batch of −ln p(next item), `mask_seen` among the items not met before it."""
    features = model(items)[:, :-1]
    real = items > 0
    target = items[real] - 1
    row, place = torch.nonzero(real, as_tuple=True)

    def seen(first, last):
        """All earlier items of each place, as rows of the slice and columns of the table."""
        count = place[first:last]
        rows = torch.repeat_interleave(torch.arange(last - first), count)
        behind = torch.arange(len(rows)) - torch.repeat_interleave(torch.cumsum(count, 0) - count, count)
        return rows, items[torch.repeat_interleave(row[first:last], count), behind] - 1

    return catalogue_loss(features[real], model.items.weight[1:], target, seen if mask_seen else None)


def validate(model, sequences, size=256):
    """HR@10 and NDCG@10 of the questions among the whole catalogue, the items before each removed. A test's last item is not looked at."""
    model.eval()
    questions = sorted((sequences.question(user) for user in sequences.asked()), key=lambda question: len(question[0]))
    ranks = []
    with torch.no_grad():
        for at in range(0, len(questions), size):
            part = questions[at:at + size]
            features = model.expected([known for known, _ in part])
            scores = features @ model.items.weight.T
            scores[:, 0] = -np.inf
            own = scores.gather(1, torch.tensor([[int(item)] for _, item in part])).clone()
            for row, (known, _) in enumerate(part):
                scores[row, torch.from_numpy(known)] = -np.inf
            ranks.append((scores > own).sum(dim=1))
    model.train()
    rank = torch.cat(ranks).numpy()
    return {"hr10": float((rank < 10).mean()), "ndcg10": float(np.where(rank < 10, 1 / np.log2(rank + 2), 0).mean())}


def fit(sequences, config, seed, epochs, checkpoint, resume):
    """The averaged weights of the epoch that did best on the validation items, and what happened."""
    torch.manual_seed(seed)
    model = SequenceEncoder(config, sequences.catalogue)
    shadow = SequenceEncoder(config, sequences.catalogue)
    average = averages(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=config["learningRate"], betas=(0.9, 0.98), weight_decay=config["weightDecay"])
    steps_an_epoch = len(batches(windows(sequences, config["length"], np.random.default_rng([seed, 0])), config["batch"], np.random.default_rng([seed, 0])))
    total = steps_an_epoch * epochs
    begin, step, best, best_weights, track = 0, 0, -1.0, average, []
    same = {"seed": seed, "epochs": epochs, "catalogue": sequences.catalogue, "config": config}
    if resume and checkpoint.exists():
        saved = resumed(checkpoint, model, optimizer, same)
        average, begin, step, best, best_weights, track = (saved[name] for name in ("average", "epoch", "step", "best", "bestWeights", "track"))
    say(f"{sequences.users} users, {sequences.catalogue} items, {sum(p.numel() for p in model.parameters())} parameters, {epochs} epochs of about {steps_an_epoch} steps")
    for epoch in range(begin, epochs):
        # Of the epoch, not of the run: a resumed run draws what an unbroken one would have.
        generator = np.random.default_rng([seed, epoch])
        started, running, places = time.time(), 0.0, 0
        made = batches(windows(sequences, config["length"], generator), config["batch"], generator)
        for number, items in enumerate(made):
            rate = config["learningRate"] * min(1.0, (step + 1) / max(1, total // 40)) * max(0.02, 0.5 * (1 + np.cos(np.pi * min(1.0, step / total))))
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(model, items, config["maskSeen"])
            step += 1
            take_step(model, optimizer, loss, average, step, config["averaging"])
            count = int((items > 0).sum())
            running, places = running + float(loss) * count, places + count
            if number % 25 == 24:
                pace = (time.time() - started) / (number + 1)
                say(f"epoch {epoch + 1}/{epochs}  step {number + 1}/{len(made)}  loss {running / places:.4f}  {pace * (len(made) - number - 1):.0f} s left in it")
        shadow.load_state_dict(average)
        held = validate(shadow, sequences) if len(sequences.asked()) else {}
        track.append({"epoch": epoch + 1, "loss": running / places, **held, "seconds": round(time.time() - started, 1)})
        validated = f"  validation HR@10 {held['hr10']:.4f} NDCG@10 {held['ndcg10']:.4f}" if held else ""
        say(f"epoch {epoch + 1}/{epochs}  loss {running / places:.4f}{validated}  {track[-1]['seconds']} s")
        # Where nobody is asked, the last epoch is taken.
        if not held or held["ndcg10"] > best:
            best, best_weights = held.get("ndcg10", best), {name: value.clone() for name, value in average.items()}
        save({**same, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "epoch": epoch + 1, "step": step, "best": best, "bestWeights": best_weights, "track": track}, checkpoint)
    shadow.load_state_dict(best_weights)
    shadow.eval()
    return shadow, track
