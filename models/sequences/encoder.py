"""The sequence configuration of the ranker: its blocks under a causal bias, so that one pass predicts the item after every item.

In  items [S, n], oldest first, ids from 1; rows shorter than n are filled with 0 at their end.
Out features [S, n + 1, d]: at place t what is expected after the first t items. An item's score is its row of `items` times the feature.
"""
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.append(str(Path(__file__).resolve().parent.parent / "training"))
from network import MASKED, Block  # noqa: E402


class SequenceEncoder(nn.Module):
    is_public = False

    def __init__(self, config, catalogue):
        super().__init__()
        width, heads, self.length = config["width"], config["attentionHeads"], config["length"]
        self.heads = heads
        # Row 0 fills short rows and is nobody's.
        self.items = nn.Embedding(catalogue + 1, width)
        nn.init.normal_(self.items.weight, std=width ** -0.5)
        # Always attended, so that an empty history is a state like any other; what it expects is what people begin with.
        self.nothing = nn.Parameter(torch.randn(1, 1, width) * 0.1)
        self.blocks = nn.ModuleList(Block(width, heads, config["feedForward"], config["dropout"]) for _ in range(config["blocks"]))
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(config["dropout"])
        # By distance, not by place: every place of a training sequence then teaches what the last place is asked when served.
        slopes = torch.linspace(0.0, 0.6, heads)[:, None] ** 2
        self.recency = nn.ParameterList([nn.Parameter(-slopes * torch.arange(self.length + 1)) for _ in range(config["blocks"])])
        self.to_nothing = nn.ParameterList([nn.Parameter(torch.zeros(heads)) for _ in range(config["blocks"])])

    def bias(self, block, count):
        """[1, heads, count + 1, count + 1]: row t looks at the learned row, and at the items up to the t-th by their distance."""
        place = torch.arange(count + 1)
        distance = place[:, None] - place[None, :]
        near = self.recency[block][:, distance.clamp(min=0)]
        near = torch.where(place[None, None, :] == 0, self.to_nothing[block][:, None, None], near)
        return near.masked_fill(distance < 0, MASKED)[None]

    def forward(self, items):
        # Item rows are drawn with length about 1; the blocks like entries about 1.
        x = self.items(items) * self.items.embedding_dim ** 0.5
        x = self.dropout(torch.cat([self.nothing.expand(items.shape[0], 1, -1), x], dim=1))
        for index, block in enumerate(self.blocks):
            x, _ = block(x, None, self.bias(index, items.shape[1]))
        return self.norm(x)

    def expected(self, histories):
        """Features [S, d] after whole histories, lists of item numbers, oldest first."""
        recent = [items[-self.length:] for items in histories]
        rows = torch.zeros(len(recent), max(map(len, recent)), dtype=torch.long)
        for at, items in enumerate(recent):
            rows[at, :len(items)] = torch.as_tensor(items)
        return self(rows)[torch.arange(len(recent)), torch.tensor([len(items) for items in recent])]
