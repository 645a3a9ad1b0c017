"""The ranker of [R1] to [R4]: a list-wise transformer. Candidates look at the history, then at each other; five heads answer for each.

In  history [H, L, Fh], history_mask [H, L], context [B, Fc], candidates [B, N, Fx], candidate_mask [B, N], same_entity [B, N, L];
    H is B while training and 1 when served.
Out logits [B, N, 5] in the order of HEADS: four logits and the impact.
"""
import math

import torch
from torch import nn

HEADS = ("open", "apply", "dismiss", "undo", "impact")
#: Unit of the impact inside the network: realised impacts are about two per cent of an account's value.
IMPACT_UNIT = 0.02
#: Most columns are one-hot: with the usual start of a dense layer, whose inputs all speak at once, each would whisper.
ONE_HOT_START = 0.3
#: Added to the attention of padding. Finite, so that no row is ever all minus infinity.
MASKED = -1e4


class Attention(nn.Module):
    """Multi-head attention, written out: the fused operator is wrong on some WebGPU devices."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, memory, bias):
        """bias is added to the scaled products and broadcasts to [B, heads, N, M]."""
        query, key, value = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias, dim=-1)
        mixed = (weights @ value).transpose(1, 2)
        return self.out(mixed.reshape(mixed.shape[0], mixed.shape[1], -1))


class Block(nn.Module):
    """Pre-norm attention and feed-forward, each added to what came in. `memory` None means self attention."""

    def __init__(self, width, heads, hidden, dropout):
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_forward = nn.LayerNorm(width)
        self.grow = nn.Linear(width, hidden)
        self.shrink = nn.Linear(hidden, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, memory, bias):
        """What comes out, and what the attention found."""
        normed = self.norm_attention(x)
        near = self.attention(normed, normed if memory is None else memory, bias)
        x = x + self.dropout(near)
        return x + self.dropout(self.shrink(torch.relu(self.grow(self.norm_forward(x))))), near


def one_hot_linear(columns, width):
    layer = nn.Linear(columns, width)
    nn.init.normal_(layer.weight, std=ONE_HOT_START)
    return layer


class Evidence(nn.Module):
    """What the deeds of this visit say of a card. They are summed, not averaged: each says a little about what the advertiser is up to, and
    logarithms of likelihoods add up (DIN keeps the intensity for the same reason: Zhou et al., KDD 2018). Summed over all of them and over those
    about the card's own entity, then multiplied with the card: a sum of the two could not say that an edit of a budget speaks for budgets."""

    def __init__(self, columns, width):
        super().__init__()
        self.row = one_hot_linear(columns["history"], width)
        self.card = one_hot_linear(columns["candidates"], width)
        self.all = nn.Linear(width, width)
        self.own = nn.Linear(width, width)
        self.near = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        # Straight to the answers, so that it is learned before the layers above have found their use.
        self.say = nn.Linear(width, len(HEADS), bias=False)
        nn.init.zeros_(self.say.weight)

    def forward(self, history, deeds, same_entity, candidates, near):
        """deeds [H, 1, L] is 1 at the rows that count; near (what the card's attention found) [B, N, d] → [B, N, d]"""
        rows = torch.relu(self.row(history))
        said = self.all(torch.log1p(deeds @ rows)) + self.own(torch.log1p((same_entity * deeds) @ rows)) + self.near(near)
        return self.card(candidates) * torch.relu(said)


class Ranker(nn.Module):
    def __init__(self, config, columns, meta):
        super().__init__()
        length, self.visit_column, self.shown_column = meta["historyLength"], meta["visitColumn"], meta["shownColumn"]
        width, heads, hidden, dropout = config["width"], config["attentionHeads"], config["feedForward"], config["dropout"]
        self.history_in = one_hot_linear(columns["history"], width)
        # Always attended, so that an empty history is a state like any other and not a division by nothing.
        self.nothing = nn.Parameter(torch.randn(1, 1, width) * 0.1)
        self.history_blocks = nn.ModuleList(Block(width, heads, hidden, dropout) for _ in range(config["historyBlocks"]))
        self.history_norm = nn.LayerNorm(width)
        self.candidate_in = one_hot_linear(columns["candidates"], width)
        self.context_in = nn.Linear(columns["context"], width)
        self.cross = Block(width, heads, hidden, dropout)
        self.evidence = Evidence(columns, width)
        # What happened to this very entity weighs more for some heads, what happened last for others; each is learned from there.
        self.same_entity = nn.Parameter(torch.linspace(0.0, 3.0, heads)[None, :, None, None].clone())
        slopes = torch.linspace(0.0, 0.6, heads)[None, :, None, None] ** 2
        places = torch.cat([torch.zeros(1), torch.arange(length)])
        self.recency = nn.ParameterList([nn.Parameter(-slopes.flip(1) * places) for _ in range(config["historyBlocks"] + 1)])
        self.among = Block(width, heads, hidden, dropout)
        self.head_norm = nn.LayerNorm(width)
        self.head_in = nn.Linear(width, config["headWidth"])
        self.head_out = nn.Linear(config["headWidth"], len(HEADS))
        # Beside the deep part a linear one: norms inside the deep part lose the scale of a promise.
        self.wide = nn.Linear(columns["candidates"], len(HEADS), bias=False)
        nn.init.zeros_(self.wide.weight)

    def forward(self, history, history_mask, context, candidates, candidate_mask, same_entity):
        rows = history.shape[0]
        memory = torch.cat([self.nothing.expand(rows, 1, -1), self.history_in(history)], dim=1)
        seen = torch.cat([torch.ones_like(history_mask[:, :1]), history_mask], dim=1)
        past = ((seen - 1.0) * -MASKED)[:, None, None, :]
        recency = [bias[:, :, :, :past.shape[-1]] for bias in self.recency]
        for block, bias in zip(self.history_blocks, recency):
            memory, _ = block(memory, None, past + bias)
        memory = self.history_norm(memory)

        same = torch.cat([torch.zeros_like(same_entity[:, :, :1]), same_entity], dim=2)[:, None]
        # Of this visit, and done rather than shown.
        deeds = (history[:, :, self.visit_column] * (1 - history[:, :, self.shown_column]) * history_mask)[:, None, :]
        x = self.candidate_in(candidates) + self.context_in(context)[:, None, :]
        x, near = self.cross(x, memory, past + recency[-1] + same * self.same_entity)
        evidence = self.evidence(history, deeds, same_entity, candidates, near)
        x = x + self.evidence.out(evidence)
        x, _ = self.among(x, None, ((candidate_mask - 1.0) * -MASKED)[:, None, None, :])
        hidden = torch.relu(self.head_in(self.head_norm(x)))
        # Undos and outcomes are few and loud: they read what the answers have taught the network, and do not teach it.
        out = torch.cat([self.head_out(hidden)[:, :, :3], self.head_out(hidden.detach())[:, :, 3:]], dim=2) + self.wide(candidates) + self.evidence.say(evidence)
        return torch.cat([out[:, :, :4], out[:, :, 4:] * IMPACT_UNIT], dim=2)


def parameters_of(network):
    return sum(parameter.numel() for parameter in network.parameters())
