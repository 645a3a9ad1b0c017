"""The network as an ONNX graph, node by node: decomposed attention, opset 17, no shape operators, so that every node has a WebGPU and a CPU kernel.

8-bit weights are DequantizeLinear nodes on initializers, which ORT folds when the session is made."""
import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import HEADS, IMPACT_UNIT, MASKED
from quantize import matrices, quantize


class Graph:
    """Names nodes in the order they are written."""

    def __init__(self):
        self.nodes, self.initializers, self.count = [], [], 0

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        out = f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def constant(self, name, array):
        if all(known.name != name for known in self.initializers):
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def write(ranker, columns, length, path):
    state = {name: value.detach() for name, value in ranker.state_dict().items()}
    eight_bit = set(matrices(state))
    graph = Graph()
    heads = ranker.cross.attention.heads
    width = state["history_in.weight"].shape[0]
    integers = lambda name, values: graph.constant(name, np.array(values, np.int64))
    number = lambda name, value: graph.constant(name, np.array(value, np.float32))

    def weight(name):
        if name in eight_bit:
            q, scale = quantize(state[name].numpy().T)
            graph.constant(f"{name}_q", q); graph.constant(f"{name}_s", scale); graph.constant(f"{name}_z", np.zeros(len(scale), np.int8))
            return graph.op("DequantizeLinear", f"{name}_q", f"{name}_s", f"{name}_z", axis=1)
        return graph.constant(name, state[name].numpy())

    def constant_of(name):
        return graph.constant(name, state[name].numpy())

    def linear(name, x):
        return graph.op("Add", graph.op("MatMul", x, weight(f"{name}.weight")), weight(f"{name}.bias"))

    def norm(name, x):
        return graph.op("LayerNormalization", x, weight(f"{name}.weight"), weight(f"{name}.bias"), axis=-1, epsilon=1e-5)

    def split(x, keys=False):
        x = graph.op("Reshape", x, integers("split", [0, 0, heads, width // heads]))
        return graph.op("Transpose", x, perm=[0, 2, 3, 1] if keys else [0, 2, 1, 3])

    def attention(name, x, memory, bias):
        query, key, value = linear(f"{name}.query", x), linear(f"{name}.key", memory), linear(f"{name}.value", memory)
        query = graph.op("Mul", query, number("scale", 1 / math.sqrt(width // heads)))
        weights = graph.op("Add", graph.op("MatMul", split(query), split(key, keys=True)), bias)
        mixed = graph.op("MatMul", graph.op("Softmax", weights, axis=-1), split(value))
        mixed = graph.op("Reshape", graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), integers("join", [0, 0, width]))
        return linear(f"{name}.out", mixed)

    def block(name, x, memory, bias):
        normed = norm(f"{name}.norm_attention", x)
        near = attention(f"{name}.attention", normed, memory or normed, bias)
        x = graph.op("Add", x, near)
        return graph.op("Add", x, linear(f"{name}.shrink", graph.op("Relu", linear(f"{name}.grow", norm(f"{name}.norm_forward", x))))), near

    def history_column(index):
        """One column of the history as [1, 1, L]."""
        column = graph.op("Slice", "history", integers(f"column_{index}", [index]), integers(f"column_{index + 1}", [index + 1]), integers("two", [2]))
        return graph.op("Reshape", column, integers("one_by_length", [1, 1, length]))

    def evidence(near):
        rows = graph.op("Relu", linear("evidence.row", "history"))
        done = graph.op("Sub", number("one", 1), history_column(ranker.shown_column))
        deeds = graph.op("Mul", graph.op("Mul", history_column(ranker.visit_column), done), graph.op("Unsqueeze", "historyMask", integers("axis_1", [1])))
        summed = lambda weights: graph.op("Log", graph.op("Add", graph.op("MatMul", weights, rows), number("one", 1)))
        said = graph.op("Add", linear("evidence.all", summed(deeds)), linear("evidence.own", summed(graph.op("Mul", "sameEntity", deeds))))
        said = graph.op("Relu", graph.op("Add", said, linear("evidence.near", near)))
        return graph.op("Mul", linear("evidence.card", "candidates"), said)

    def penalty(mask):
        """1 and 0 become 0 and MASKED, over [B, 1, 1, M]."""
        away = graph.op("Mul", graph.op("Sub", mask, number("one", 1)), number("away", -MASKED))
        return graph.op("Unsqueeze", away, integers("axes_1_2", [1, 2]))

    memory = graph.op("Concat", graph.constant("nothing", state["nothing"].numpy()), linear("history_in", "history"), axis=1)
    past = penalty(graph.op("Concat", graph.constant("ever", np.ones((1, 1), np.float32)), "historyMask", axis=1))
    for index in range(len(ranker.history_blocks)):
        memory, _ = block(f"history_blocks.{index}", memory, None, graph.op("Add", past, constant_of(f"recency.{index}")))
    memory = norm("history_norm", memory)

    # The learned row comes first and is nobody's entity.
    same = graph.op("Pad", "sameEntity", integers("before", [0, 0, 1, 0, 0, 0]))
    same = graph.op("Mul", graph.op("Unsqueeze", same, integers("axis_1", [1])), graph.constant("same_entity", state["same_entity"].numpy()))
    context = graph.op("Unsqueeze", linear("context_in", "context"), integers("axis_1", [1]))
    x = graph.op("Add", linear("candidate_in", "candidates"), context)
    late = graph.op("Add", past, constant_of(f"recency.{len(ranker.history_blocks)}"))
    x, near = block("cross", x, memory, graph.op("Add", same, late))
    said = evidence(near)
    x = graph.op("Add", x, linear("evidence.out", said))
    x, _ = block("among", x, None, penalty("candidateMask"))
    deep = linear("head_out", graph.op("Relu", linear("head_in", norm("head_norm", x))))
    beside = graph.op("Add", graph.op("MatMul", "candidates", weight("wide.weight")), graph.op("MatMul", said, weight("evidence.say.weight")))
    logits = graph.op("Add", deep, beside)
    chances = graph.op("Sigmoid", graph.op("Slice", logits, integers("zero", [0]), integers("four", [4]), integers("two", [2])))
    impact = graph.op("Slice", logits, integers("four", [4]), integers("five", [len(HEADS)]), integers("two", [2]))
    impact = graph.op("Mul", impact, number("impact_unit", IMPACT_UNIT))
    graph.nodes.append(helper.make_node("Concat", [chances, impact], ["scores"], name="scores", axis=2))

    tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes, "inkling",
            [tensor("history", [1, length, columns["history"]]), tensor("historyMask", [1, length]), tensor("context", ["B", columns["context"]]),
             tensor("candidates", ["B", "N", columns["candidates"]]), tensor("candidateMask", ["B", "N"]), tensor("sameEntity", ["B", "N", length])],
            [tensor("scores", ["B", "N", len(HEADS)])], graph.initializers),
        opset_imports=[helper.make_opsetid("", 17)], producer_name="inkling", ir_version=8)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
