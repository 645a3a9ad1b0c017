"""Weight-only 8-bit quantization, symmetric, one scale an output channel: w ≈ scale · q, q in −127 to 127, |w − scale·q| ≤ scale / 2."""
import numpy as np


def quantize(weight):
    """weight [in, out] → (q int8 [in, out], scale float32 [out])."""
    scale = np.abs(weight).max(axis=0) / 127
    scale = np.where(scale > 0, scale, 1).astype(np.float32)
    return np.clip(np.rint(weight / scale), -127, 127).astype(np.int8), scale


def dequantize(q, scale):
    return q.astype(np.float32) * scale


def matrices(state):
    """Names of the weights that are quantized: the matrices of the linear layers. Norms, biases and the learned rows stay float32."""
    return [name for name, value in state.items() if name.endswith(".weight") and value.dim() == 2]


def rounded(state):
    """The same weights as the 8-bit ones will be read back, to judge and calibrate what is served. torch keeps [out, in]."""
    out = dict(state)
    for name in matrices(state):
        weight = state[name].numpy().T
        out[name] = state[name].new_tensor(dequantize(*quantize(weight)).T)
    return out
