"""A sequence model as an ordinary Inkling graph: the ranker's inputs, names and five heads, so that the browser runs it as it runs the ads ranker.

The one column of history and of candidates is an item's number. The item table is inside, in the bits of the scheme like every other matrix. An item that the table does not
have is as if it had not been met, and scores 0. `context`, `candidateMask` and `sameEntity` are not read: an item's score hangs on no other candidate."""
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto

sys.path.append(str(Path(__file__).resolve().parent.parent / "training"))
from export import Graph, Layers  # noqa: E402
from network import HEADS, MASKED  # noqa: E402
from quantize import matrices  # noqa: E402

#: The heads as written here, in the order of HEADS. The public data know one deed, "chosen next": its score x stands in the linear head as x / 256, exact in binary, within what the
#: policy believes of an impact, and alone in deciding the order; `open` is a squash of it that never saturates. Half a chance of an apply makes the impact count; nobody dismisses or undoes.
IMPACT_SHARE = 1 / 256
OPEN_SOFTNESS = 8.0
APPLY, DISMISS, UNDO = 0.5, 0.0, 0.0


class SequenceLayers(Layers):
    def __init__(self, model, scheme):
        Graph.__init__(self)
        self.state = {name: value.detach() for name, value in model.state_dict().items()}
        self.scheme, self.chosen, self.epsilon = scheme, set(matrices(self.state)), model.norm.eps
        self.heads, self.width, self.length, self.catalogue = model.heads, model.items.embedding_dim, model.length, model.items.num_embeddings - 1

    def norm(self, name, x):
        return self.op("LayerNormalization", x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), axis=-1, epsilon=self.epsilon)

    def table(self, name):
        """One row a thing; the weight's blocks lie along it."""
        return self.op("Transpose", self.weight(f"{name}.weight"), perm=[1, 0])

    def numbers(self, column, shape):
        """Item numbers as they came → int64, what the table does not have as 0, and 1 or 0 for had or not."""
        column = self.op("Reshape", column, self.integers(f"shape_{column}", shape))
        known = self.op("And", self.op("GreaterOrEqual", column, self.number("one", 1)), self.op("LessOrEqual", column, self.number("last", self.catalogue)))
        known = self.op("Cast", known, to=TensorProto.FLOAT)
        return self.op("Mul", column, known), known

    def rows(self, table, numbers):
        return self.op("Gather", table, self.op("Cast", numbers, to=TensorProto.INT64), axis=0)

    def newest(self, x):
        return self.op("Slice", x, self.integers("zero", [0]), self.integers("one_end", [1]), self.integers("axis_one", [1]))

    def distances(self, count, columns):
        """[count, columns] of int64: how much older the one of the column is than the one of the row; newest first."""
        row, column = self.integers(f"row_{count}", np.arange(count)[:, None]), self.integers(f"column_{columns}", np.arange(columns)[None, :])
        return self.op("Sub", column, row)

    def newer(self, distance):
        return self.op("Less", distance, self.integers("nil", 0))


def expectation(to):
    """`history`, `historyMask` → the feature of what is expected next [1, 1, d]; see encoder.py, here newest first and the learned row last."""
    table = to.table("items")
    numbers, known = to.numbers("history", [1, to.length])
    mask = to.op("Mul", "historyMask", known)
    x = to.op("Mul", to.rows(table, numbers), to.number("unit", to.width ** 0.5))
    x = to.op("Concat", x, to.op("Reshape", to.weight("nothing"), to.integers("one_row", [1, 1, to.width])), axis=1)
    past = to.penalty(to.op("Concat", mask, to.constant("ever", np.ones((1, 1), np.float32)), axis=1))
    distance = to.distances(to.length + 1, to.length)
    older = to.op("Max", distance, to.integers("nil", 0))
    blocks = len({name.split(".")[1] for name in to.state if name.startswith("blocks.")})
    for index in range(blocks):
        near = to.op("Gather", to.weight(f"recency.{index}"), older, axis=1)
        near = to.op("Where", to.newer(distance), to.number("away_now", MASKED), near)
        nothing = to.op("Expand", to.op("Reshape", to.weight(f"to_nothing.{index}"), to.integers("a_head", [-1, 1, 1])), to.integers("a_row", [to.heads, to.length + 1, 1]))
        bias = to.op("Unsqueeze", to.op("Concat", near, nothing, axis=2), to.integers("axis_0", [0]))
        name = f"blocks.{index}"
        if index < blocks - 1:
            x, _ = to.block(name, x, to.op("Add", past, bias))
            continue
        # Of the last block only the newest row is asked; without a history that is the learned one.
        memory = to.memory(f"{name}.attention", to.norm(f"{name}.norm_attention", x))
        some = to.op("Unsqueeze", to.newest(mask), to.integers("axis_2", [2]))
        learned = to.op("Slice", x, to.integers("row_learned", [to.length]), to.integers("row_end", [to.length + 1]), to.integers("axis_one", [1]))
        x = to.op("Add", to.op("Mul", to.newest(x), some), to.op("Mul", learned, to.op("Sub", to.number("one", 1), some)))
        row = to.op("Slice", bias, to.integers("zero", [0]), to.integers("one_end", [1]), to.integers("axis_two", [2]))
        x, _ = to.block(name, x, to.op("Add", past, row), memory)
    return table, to.norm("norm", x)


def public_expectation(to):
    """The same for the public SASRec network (public_sasrec.py): places counted from the left of 200, padding attended like an item, queries normed and keys not."""
    table = to.table("items")
    numbers, known = to.numbers("history", [1, to.length])
    mask = to.op("Mul", "historyMask", known)
    numbers = to.op("Mul", numbers, mask)
    places = to.op("Mul", to.constant("places_left", np.arange(to.length, 0, -1, dtype=np.float32)[None]), mask)
    x = to.op("Mul", to.rows(table, numbers), to.number("unit", to.width ** 0.5))
    x = to.op("Add", x, to.rows(to.table("places"), places))
    distance = to.distances(to.length, to.length)
    causal = to.op("Where", to.newer(distance), to.number("away_now", MASKED), to.number("none", 0))
    blocks = len({name.split(".")[1] for name in to.state if name.startswith("blocks.")})
    for index in range(blocks):
        name = f"blocks.{index}"
        query = to.norm(f"{name}.norm_attention", x)
        x = to.op("Add", query, to.attention(f"{name}.attention", query, *to.memory(f"{name}.attention", x), causal))
        x = to.norm(f"{name}.norm_forward", x)
        x = to.op("Add", x, to.linear(f"{name}.shrink", to.op("Relu", to.linear(f"{name}.grow", x))))
    return table, to.norm("norm", to.newest(x))


def heads_of(to, table, feature):
    """Scores of the candidates from their rows of the table and the feature, as five heads."""
    item = to.op("Slice", "candidates", to.integers("zero", [0]), to.integers("one_end", [1]), to.integers("axis_two", [2]))
    numbers, _ = to.numbers(item, [0, -1])
    x = to.op("MatMul", to.rows(table, numbers), to.op("Reshape", feature, to.integers("upright", [to.width, 1])))
    same = lambda value: to.op("Add", to.op("Mul", x, to.number("none", 0)), to.number(f"always_{value}", value))
    soft = to.op("Div", x, to.op("Add", to.op("Abs", x), to.number("softness", OPEN_SOFTNESS)))
    opened = to.op("Add", to.op("Mul", soft, to.number("half", 0.5)), to.number("half", 0.5))
    to.op("Concat", opened, same(APPLY), same(DISMISS), same(UNDO), to.op("Mul", x, to.number("impact_share", IMPACT_SHARE)), axis=2, out="scores")


def write(model, path, scheme):
    to = SequenceLayers(model, scheme)
    heads_of(to, *(public_expectation if model.is_public else expectation)(to))
    to.save(path, {"history": [1, to.length, 1], "historyMask": [1, to.length], "context": ["B", 1], "candidates": ["B", "N", 1], "candidateMask": ["B", "N"],
                   "sameEntity": ["B", "N", to.length]}, {"scores": ["B", "N", len(HEADS)]})


def heads_from(x):
    """The same five heads in numpy: scores [...] → [..., 5]."""
    always = lambda value: np.full_like(x, value)
    return np.stack([0.5 + 0.5 * x / (np.abs(x) + OPEN_SOFTNESS), always(APPLY), always(DISMISS), always(UNDO), x * IMPACT_SHARE], axis=-1)
