"""Weight-only quantization, symmetric: w ≈ scale · q. A scale serves a block of consecutive inputs of one output channel, or the whole channel.

q lies in ±127 (8 bits) or ±7 (4 bits) and is stored a byte each: what brotli makes of bytes that take 15 values is as small as packed nibbles (README of the models, "Quantization"),
and needs no unpacking. Scales, and what is no matrix (norms, biases, recency), are float16."""
from typing import NamedTuple

import numpy as np

#: Shares of the largest weight of a block that its scale is tried for: to clip one weight can be better for the others.
CLIPS = np.linspace(1.0, 0.6, 17, dtype=np.float32)


class Scheme(NamedTuple):
    """bits 8, 4 or 32 (nothing is rounded); block: inputs that share a scale, 0 for all of a channel."""
    bits: int
    block: int = 0

    @property
    def name(self):
        return "float32" if self.bits == 32 else f"{self.bits}-{self.block or 'channel'}"


EIGHT = Scheme(8)
FLOAT32 = Scheme(32)


def scheme_of(name):
    """The scheme of a name such as `8-channel`, `4-32` or `float32`."""
    if name == "float32":
        return FLOAT32
    bits, _, block = name.partition("-")
    if bits not in ("4", "8") or not (block == "channel" or block.isdigit() and int(block) > 1):
        raise SystemExit(f"There is no quantization named {name}: write float32, or bits and block such as 8-channel or 4-32.")
    return Scheme(int(bits), 0 if block == "channel" else int(block))


def half(array):
    """float16 and back."""
    return np.asarray(array, np.float32).astype(np.float16)


def blocks_of(weight, block):
    """[in, out] → [blocks, block, out], zeros behind the last input; one block without a size."""
    rows, out = weight.shape
    block = min(block or rows, rows)
    padded = np.zeros((-(-rows // block) * block, out), np.float32)
    padded[:rows] = weight
    return padded.reshape(-1, block, out)


def quantize(weight, scheme=EIGHT):
    """weight [in, out] → q int8 [blocks, block, out], scale float16 [blocks, 1, out]; of the scales tried the one with the least squared error.
    What has been rounded stays as it is when it is rounded again."""
    levels = 2 ** (scheme.bits - 1) - 1
    weight = blocks_of(np.asarray(weight, np.float32), scheme.block)
    largest = np.abs(weight).max(axis=1, keepdims=True)
    best_q, best_scale, best_error = None, None, None
    for clip in CLIPS:
        scale = half(clip * largest / levels)
        scale = np.where(scale > 0, scale, np.float16(1))
        q = np.clip(np.rint(weight / scale.astype(np.float32)), -levels, levels)
        error = np.square(weight - q * scale.astype(np.float32)).sum(axis=1, keepdims=True)
        if best_q is None:
            best_q, best_scale, best_error = q, scale, error
            continue
        better = error < best_error
        best_q, best_scale, best_error = np.where(better, q, best_q), np.where(better, scale, best_scale), np.where(better, error, best_error)
    return best_q.astype(np.int8), best_scale


def dequantize(q, scale, rows):
    """As the session will read it: [rows, out]."""
    return (q.astype(np.float32) * scale.astype(np.float32)).reshape(-1, q.shape[2])[:rows]


def matrices(state):
    """Names of the weights that are quantized: the matrices of the linear layers, embedding tables, and learned rows of the width of the network."""
    return [name for name, value in state.items() if (name.endswith(".weight") and value.dim() == 2) or name == "nothing"]


def as_matrix(value):
    """torch keeps [out, in], and a table one row a thing: [in, out]."""
    value = value.numpy()
    return value.reshape(-1, value.shape[-1]).T


def rounded(state, scheme=EIGHT):
    """The same weights as they will be read back, to judge and calibrate what is served."""
    if scheme.bits == 32:
        return dict(state)
    chosen, out = set(matrices(state)), {}
    for name, value in state.items():
        if name in chosen:
            weight = as_matrix(value)
            read = dequantize(*quantize(weight, scheme), len(weight)).T.reshape(value.shape)
        else:
            read = half(value.numpy()).astype(np.float32)
        out[name] = value.new_tensor(np.ascontiguousarray(read))
    return out
