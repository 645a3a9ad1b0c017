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
        normed = self.norm_attention(x)
        x = x + self.dropout(self.attention(normed, normed if memory is None else memory, bias))
        return x + self.dropout(self.shrink(torch.relu(self.grow(self.norm_forward(x)))))


class Ranker(nn.Module):
    def __init__(self, config, columns):
        super().__init__()
        width, heads, hidden, dropout = config["width"], config["attentionHeads"], config["feedForward"], config["dropout"]
        self.history_in = nn.Linear(columns["history"], width)
        # Always attended, so that an empty history is a state like any other and not a division by nothing.
        self.nothing = nn.Parameter(torch.randn(1, 1, width) * 0.1)
        self.history_blocks = nn.ModuleList(Block(width, heads, hidden, dropout) for _ in range(config["historyBlocks"]))
        self.history_norm = nn.LayerNorm(width)
        self.candidate_in = nn.Linear(columns["candidates"], width)
        self.context_in = nn.Linear(columns["context"], width)
        self.cross = Block(width, heads, hidden, dropout)
        # What happened to this very entity may weigh more, a head at a time.
        self.same_entity = nn.Parameter(torch.full((1, heads, 1, 1), 0.5))
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
        for block in self.history_blocks:
            memory = block(memory, None, past)
        memory = self.history_norm(memory)

        same = torch.cat([torch.zeros_like(same_entity[:, :, :1]), same_entity], dim=2)[:, None]
        x = self.candidate_in(candidates) + self.context_in(context)[:, None, :]
        x = self.cross(x, memory, past + same * self.same_entity)
        x = self.among(x, None, ((candidate_mask - 1.0) * -MASKED)[:, None, None, :])
        out = self.head_out(torch.relu(self.head_in(self.head_norm(x)))) + self.wide(candidates)
        return torch.cat([out[:, :, :4], out[:, :, 4:] * IMPACT_UNIT], dim=2)


def parameters_of(network):
    return sum(parameter.numel() for parameter in network.parameters())
