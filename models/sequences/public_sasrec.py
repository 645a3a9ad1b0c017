"""The network of the public SASRec checkpoint (pmixer/SASRec.pytorch, after Kang and McAuley, ICDM 2018), in the names of our own layers, so that our export and quantizer take it.

In  items [S, n], oldest first, n at most `length`, rows filled with 0 at their left. Out features [S, d] of what is expected next."""
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.append(str(Path(__file__).resolve().parent.parent / "training"))
from network import MASKED, Attention  # noqa: E402

EPSILON = 1e-8


class PublicBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm_attention, self.norm_forward = nn.LayerNorm(width, eps=EPSILON), nn.LayerNorm(width, eps=EPSILON)
        self.attention = Attention(width, 1)
        self.grow, self.shrink = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x, causal):
        query = self.norm_attention(x)
        x = self.norm_forward(query + self.attention(query, x, causal))
        return x + self.shrink(torch.relu(self.grow(x)))


class PublicSasrec(nn.Module):
    is_public = True

    def __init__(self, catalogue, width, length, blocks):
        super().__init__()
        self.length, self.heads = length, 1
        self.items, self.places = nn.Embedding(catalogue + 1, width), nn.Embedding(length + 1, width)
        self.blocks = nn.ModuleList(PublicBlock(width) for _ in range(blocks))
        self.norm = nn.LayerNorm(width, eps=EPSILON)

    def forward(self, items):
        padded = torch.zeros(items.shape[0], self.length, dtype=torch.long)
        padded[:, self.length - items.shape[1]:] = items
        x = self.items(padded) * math.sqrt(self.items.embedding_dim) + self.places(torch.arange(1, self.length + 1) * (padded > 0))
        causal = torch.full((self.length, self.length), MASKED).triu(1)
        for block in self.blocks:
            x = block(x, causal)
        return self.norm(x[:, -1])

    def expected(self, histories):
        """Features [S, d] after whole histories, lists of item numbers, oldest first."""
        rows = torch.zeros(len(histories), self.length, dtype=torch.long)
        for at, items in enumerate(histories):
            recent = items[-self.length:]
            rows[at, self.length - len(recent):] = torch.tensor(recent, dtype=torch.long)
        return self(rows)
