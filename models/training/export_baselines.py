"""The baselines as ONNX graphs of the same contract as the ranker's, with float32 weights: they stand in a table and are served to nobody."""
import numpy as np
from onnx import TensorProto, helper

from export import Graph
from network import HEADS, IMPACT_UNIT


class Baseline:
    """Writes torch layers by their names in the state."""

    def __init__(self, state):
        self.graph, self.state = Graph(), {name: value.detach().numpy() for name, value in state.items()}

    def integers(self, *values):
        return self.graph.integers("integers_" + "_".join(map(str, values)), values)

    def number(self, value):
        return self.graph.number(f"number_{value}", value)

    def linear(self, name, x):
        y = self.graph.op("MatMul", x, self.graph.constant(f"{name}.weight", self.state[f"{name}.weight"].T))
        return self.graph.op("Add", y, self.graph.constant(f"{name}.bias", self.state[f"{name}.bias"])) if f"{name}.bias" in self.state else y

    def unsqueeze(self, x, *axes):
        return self.graph.op("Unsqueeze", x, self.integers(*axes))

    def beside_cards(self, x):
        """[B, 1, d] as wide as the cards: added to zeros of their shape."""
        none = self.graph.op("Mul", self.unsqueeze("candidateMask", 2), self.number(0.0))
        return self.graph.op("Add", x, none)

    def recurrent(self, name, rows, mask, hidden):
        """rows [B, T, d], mask [B, T] of leading ones → states [B, T, hidden] and the last [B, hidden]; nothing read leaves the state at 0."""
        graph, state = self.graph, self.state
        count = graph.op("ReduceSum", mask, self.integers(1), keepdims=0)
        length = graph.op("Cast", graph.op("Max", count, self.number(1.0)), to=TensorProto.INT32)
        both = graph.constant(f"{name}.bias", np.concatenate([state[f"{name}.input.bias"], state[f"{name}.state.bias"]])[None])
        weights = [graph.constant(f"{name}.{part}", state[f"{name}.{part}.weight"][None]) for part in ("input", "state")]
        states, last = f"{name}_states", f"{name}_last"
        graph.nodes.append(helper.make_node("GRU", [graph.op("Transpose", rows, perm=[1, 0, 2]), *weights, both, length], [states, last], name=name,
                                            hidden_size=hidden, direction="reverse", linear_before_reset=1))
        some = graph.op("Min", count, self.number(1.0))
        left = graph.op("Mul", graph.op("Squeeze", last, self.integers(0)), self.unsqueeze(some, 1))
        return graph.op("Transpose", graph.op("Squeeze", states, self.integers(1)), perm=[1, 0, 2]), left

    def tower(self, x):
        count = sum(name.startswith("tower.layers.") and name.endswith(".weight") for name in self.state)
        for index in range(count):
            x = self.graph.op("Relu", self.linear(f"tower.layers.{index}", x))
        return self.linear("head_out", x)


def din(layers):
    graph, linear = layers.graph, layers.linear
    rows, cards = linear("history_in", "history"), linear("candidate_in", "candidates")
    both = graph.op("Mul", layers.unsqueeze(rows, 1), layers.unsqueeze(cards, 2))
    unit = graph.op("Add", layers.unsqueeze(linear("unit_row", rows), 1), layers.unsqueeze(linear("unit_card", cards), 2))
    same = graph.op("Mul", layers.unsqueeze("sameEntity", 3), graph.constant("unit_same", layers.state["unit_same"]))
    unit = graph.op("Relu", graph.op("Add", graph.op("Add", unit, linear("unit_both", both)), same))
    weights = graph.op("Mul", graph.op("Squeeze", linear("unit_out", unit), layers.integers(3)), layers.unsqueeze("historyMask", 1))
    interest = graph.op("MatMul", weights, rows)
    around = layers.beside_cards(layers.unsqueeze(linear("context_in", "context"), 1))
    return layers.tower(graph.op("Concat", cards, around, interest, graph.op("Mul", interest, cards), axis=2))


def gru(layers):
    graph, linear = layers.graph, layers.linear
    width = layers.state["context_in.bias"].shape[0]
    rows = linear("history_in", "history")
    _, past = layers.recurrent("past", rows, "historyMask", width)
    around = layers.unsqueeze(graph.op("Add", linear("context_in", "context"), linear("past_out", past)), 1)
    same = graph.op("Mul", "sameEntity", layers.unsqueeze("historyMask", 1))
    count = graph.op("Add", graph.op("ReduceSum", same, layers.integers(2), keepdims=1), layers.number(1.0))
    own = linear("own", graph.op("Div", graph.op("MatMul", same, rows), count))
    cards = graph.op("Relu", graph.op("Add", graph.op("Add", linear("candidate_in", "candidates"), own), around))
    states, left = layers.recurrent("list", cards, "candidateMask", width)
    matched = graph.op("Mul", states, layers.unsqueeze(graph.op("Tanh", linear("list_out", left)), 1))
    return layers.tower(graph.op("Concat", cards, states, matched, axis=2))


GRAPHS = {"din": din, "gru": gru}


def write_baseline(network, name, columns, length, path):
    layers = Baseline(network.state_dict())
    graph = layers.graph
    logits = GRAPHS[name](layers)
    chances = graph.op("Sigmoid", graph.op("Slice", logits, layers.integers(0), layers.integers(4), layers.integers(2)))
    impact = graph.op("Mul", graph.op("Slice", logits, layers.integers(4), layers.integers(len(HEADS)), layers.integers(2)), layers.number(IMPACT_UNIT))
    graph.op("Concat", chances, impact, axis=2, out="scores")
    graph.save(path, {
        "history": [1, length, columns["history"]], "historyMask": [1, length], "context": ["B", columns["context"]],
        "candidates": ["B", "N", columns["candidates"]], "candidateMask": ["B", "N"], "sameEntity": ["B", "N", length],
    }, {"scores": ["B", "N", len(HEADS)]})
