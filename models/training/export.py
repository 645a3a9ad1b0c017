"""The network as ONNX graphs, node by node: decomposed attention, opset 17, no shape operators, so that every node has a WebGPU and a CPU kernel.

Two graphs: the history encoder, run once whenever something has happened, and the candidate scorer, whose inputs are named like the encoder's outputs. Or one of both.
Quantized weights are a cast, a product and a reshape of initializers, which ORT folds when the session is made: what runs is float32."""
import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import HEADS, IMPACT_UNIT, MASKED
from quantize import EIGHT, as_matrix, half, matrices, quantize


class Graph:
    """Names nodes in the order they are written."""

    def __init__(self):
        self.nodes, self.initializers, self.count = [], [], 0

    def op(self, kind, *inputs, out=None, **attributes):
        """@param out: the name of what comes out, where others must know it."""
        self.count += 1
        out = out or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def constant(self, name, array):
        if all(known.name != name for known in self.initializers):
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def integers(self, name, values):
        return self.constant(name, np.array(values, np.int64))

    def number(self, name, value):
        return self.constant(name, np.array(value, np.float32))

    def halves(self, name, array, scheme):
        """What is no matrix."""
        return self.constant(name, array) if scheme.bits == 32 else self.op("Cast", self.constant(f"{name}_h", half(array)), to=TensorProto.FLOAT)

    def quantized(self, name, weight, scheme):
        """weight [in, out] as the scheme rounds it."""
        if scheme.bits == 32:
            return self.constant(name, weight)
        q, scale = quantize(weight, scheme)
        blocks, block, out = q.shape
        read = self.op("Mul", self.op("Cast", self.constant(f"{name}_q", q if blocks > 1 else q[0]), to=TensorProto.FLOAT),
                       self.op("Cast", self.constant(f"{name}_s", scale if blocks > 1 else scale[0]), to=TensorProto.FLOAT))
        if blocks == 1:
            return read
        read = self.op("Reshape", read, self.integers(f"by_{blocks * block}_{out}", [blocks * block, out]))
        return read if blocks * block == len(weight) else self.op("Slice", read, self.integers("zero", [0]), self.integers(f"rows_{len(weight)}", [len(weight)]), self.integers("zero", [0]))

    def save(self, path, inputs, outputs):
        """@param inputs, outputs: name → shape, of float32"""
        tensors = lambda shapes: [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
        model = helper.make_model(helper.make_graph(self.nodes, "inkling", tensors(inputs), tensors(outputs), self.initializers),
                                  opset_imports=[helper.make_opsetid("", 17)], producer_name="inkling", ir_version=8)
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString())


class Layers(Graph):
    """The network's layers over its state dict, each weight as the scheme rounds it."""

    def __init__(self, ranker, scheme):
        super().__init__()
        self.state = {name: value.detach() for name, value in ranker.state_dict().items()}
        self.scheme = scheme
        self.chosen = set(matrices(self.state))
        self.heads, self.width = ranker.cross.attention.heads, self.state["history_in.weight"].shape[0]

    def weight(self, name):
        value = self.state[name]
        return self.quantized(name, as_matrix(value), self.scheme) if name in self.chosen else self.halves(name, value.numpy(), self.scheme)

    def linear(self, name, x):
        return self.op("Add", self.op("MatMul", x, self.weight(f"{name}.weight")), self.weight(f"{name}.bias"))

    def norm(self, name, x):
        return self.op("LayerNormalization", x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), axis=-1, epsilon=1e-5)

    def split(self, x, keys=False, out=None):
        x = self.op("Reshape", x, self.integers("split", [0, 0, self.heads, self.width // self.heads]))
        return self.op("Transpose", x, perm=[0, 2, 3, 1] if keys else [0, 2, 1, 3], out=out)

    def memory(self, name, x, outs=(None, None)):
        """What is attended: keys [1, heads, d/heads, M] and values [1, heads, M, d/heads]."""
        return self.split(self.linear(f"{name}.key", x), keys=True, out=outs[0]), self.split(self.linear(f"{name}.value", x), out=outs[1])

    def attention(self, name, x, keys, values, bias):
        query = self.op("Mul", self.linear(f"{name}.query", x), self.number("scale", 1 / math.sqrt(self.width // self.heads)))
        weights = self.op("Add", self.op("MatMul", self.split(query), keys), bias)
        mixed = self.op("MatMul", self.op("Softmax", weights, axis=-1), values)
        mixed = self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3]), self.integers("join", [0, 0, self.width]))
        return self.linear(f"{name}.out", mixed)

    def block(self, name, x, bias, memory=None):
        """What comes out, and what the attention found."""
        normed = self.norm(f"{name}.norm_attention", x)
        near = self.attention(f"{name}.attention", normed, *(memory or self.memory(f"{name}.attention", normed)), bias)
        x = self.op("Add", x, near)
        return self.op("Add", x, self.linear(f"{name}.shrink", self.op("Relu", self.linear(f"{name}.grow", self.norm(f"{name}.norm_forward", x))))), near

    def penalty(self, mask):
        """1 and 0 become 0 and MASKED, over [B, 1, 1, M]."""
        away = self.op("Mul", self.op("Sub", mask, self.number("one", 1)), self.number("away", -MASKED))
        return self.op("Unsqueeze", away, self.integers("axes_1_2", [1, 2]))

    def summed(self, deeds, rows):
        return self.op("Log", self.op("Add", self.op("MatMul", deeds, rows), self.number("one", 1)))


def encode(to, ranker, length):
    """`history`, `historyMask` → what the scorer needs of them: keys and values of the cross attention, what is added to its products (`recency`), the rows of this
    visit's deeds (`deeds`, zero where a row is none) and what all of them say together (`said`)."""
    def column(index):
        """One column of the history as [1, 1, L]."""
        values = to.op("Slice", "history", to.integers(f"column_{index}", [index]), to.integers(f"column_{index + 1}", [index + 1]), to.integers("two", [2]))
        return to.op("Reshape", values, to.integers("one_by_length", [1, 1, length]))

    nothing = to.op("Reshape", to.weight("nothing"), to.integers("one_row", [1, 1, to.width]))
    memory = to.op("Concat", nothing, to.linear("history_in", "history"), axis=1)
    past = to.penalty(to.op("Concat", to.constant("ever", np.ones((1, 1), np.float32)), "historyMask", axis=1))
    blocks = len(ranker.history_blocks)
    for index in range(blocks):
        memory, _ = to.block(f"history_blocks.{index}", memory, to.op("Add", past, to.weight(f"recency.{index}")))
    to.memory("cross.attention", to.norm("history_norm", memory), ("keys", "values"))
    to.op("Add", past, to.weight(f"recency.{blocks}"), out="recency")

    rows = to.op("Relu", to.linear("evidence.row", "history"))
    done = to.op("Sub", to.number("one", 1), column(ranker.shown_column))
    count = to.op("Mul", to.op("Mul", column(ranker.visit_column), done), to.op("Unsqueeze", "historyMask", to.integers("axis_1", [1])))
    to.op("Mul", rows, to.op("Reshape", count, to.integers("length_by_one", [1, length, 1])), out="deeds")
    to.op("Add", to.op("MatMul", to.summed(count, rows), to.weight("evidence.all.weight")), to.weight("evidence.all.bias"), out="said")


def score(to):
    """What the encoder gave, and the candidates' own inputs → `scores`."""
    # The learned row comes first and is nobody's entity.
    same = to.op("Pad", "sameEntity", to.integers("before", [0, 0, 1, 0, 0, 0]))
    same = to.op("Mul", to.op("Unsqueeze", same, to.integers("axis_1", [1])), to.weight("same_entity"))
    context = to.op("Unsqueeze", to.linear("context_in", "context"), to.integers("axis_1", [1]))
    x = to.op("Add", to.linear("candidate_in", "candidates"), context)
    x, near = to.block("cross", x, to.op("Add", same, "recency"), ("keys", "values"))

    said = to.op("Add", "said", to.linear("evidence.own", to.summed("sameEntity", "deeds")))
    said = to.op("Relu", to.op("Add", said, to.linear("evidence.near", near)))
    said = to.op("Mul", to.linear("evidence.card", "candidates"), said)
    x = to.op("Add", x, to.linear("evidence.out", said))
    x, _ = to.block("among", x, to.penalty("candidateMask"))
    deep = to.linear("head_out", to.op("Relu", to.linear("head_in", to.norm("head_norm", x))))
    beside = to.op("Add", to.op("MatMul", "candidates", to.weight("wide.weight")), to.op("MatMul", said, to.weight("evidence.say.weight")))
    logits = to.op("Add", deep, beside)
    chances = to.op("Sigmoid", to.op("Slice", logits, to.integers("zero", [0]), to.integers("four", [4]), to.integers("two", [2])))
    impact = to.op("Slice", logits, to.integers("four", [4]), to.integers("five", [len(HEADS)]), to.integers("two", [2]))
    to.op("Concat", chances, to.op("Mul", impact, to.number("impact_unit", IMPACT_UNIT)), axis=2, out="scores")


def write(ranker, columns, length, path, scheme=EIGHT, history=None):
    """One graph at `path`; or the scorer there, and the encoder at `history`."""
    events = {"history": [1, length, columns["history"]], "historyMask": [1, length]}
    lists = {"context": ["B", columns["context"]], "candidates": ["B", "N", columns["candidates"]], "candidateMask": ["B", "N"], "sameEntity": ["B", "N", length]}
    scores = {"scores": ["B", "N", len(HEADS)]}
    to = Layers(ranker, scheme)
    heads, width, memory = to.heads, to.width, length + 1
    encoded = {"keys": [1, heads, width // heads, memory], "values": [1, heads, memory, width // heads], "recency": [1, heads, 1, memory],
               "deeds": [1, length, width], "said": [1, 1, width]}
    encode(to, ranker, length)
    if history is not None:
        to.save(history, events, encoded)
        to, events = Layers(ranker, scheme), encoded
    score(to)
    to.save(path, {**events, **lists}, scores)
