"""What an ablation takes out of the ranker, fixed in its weights: the exported graph needs no switch, and what was never learned cannot speak when it is served."""
import torch

from network import MASKED


def seal(parameter, places, value):
    """Holds the values at `places` (anything that indexes): no gradient reaches them."""
    keep = torch.ones_like(parameter)
    keep[places] = 0
    with torch.no_grad():
        parameter[places] = value
    parameter.register_hook(lambda gradient: gradient * keep)


def ablate(ranker, config, meta):
    """Seals what the variant of the configuration leaves out."""
    if not config["history"]:
        # Every look at the past finds the learned row alone, and no deed of this visit counts.
        for bias in ranker.recency:
            seal(bias, (..., slice(1, None)), MASKED)
        seal(ranker.evidence.row.weight, ..., 0)
        seal(ranker.evidence.row.bias, ..., 0)
    hidden = [index for index, name in enumerate(meta["historyColumns"]) if name.startswith(tuple(config["hiddenColumns"]))] if config["hiddenColumns"] else []
    if hidden:
        for layer in (ranker.history_in, ranker.evidence.row):
            seal(layer.weight, (slice(None), hidden), 0)
    if not config["amongCandidates"]:
        seal(ranker.among.attention.out.weight, ..., 0)
        seal(ranker.among.attention.out.bias, ..., 0)
