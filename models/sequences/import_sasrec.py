"""The public SASRec checkpoint in; the files that publish.ts makes a model folder of out.

    python3 import_sasrec.py --checkpoint FILE.manifest.json --out DIR
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deliver import deliver
from public_sasrec import PublicSasrec


def tensors_of(manifest_path):
    """Name → float32 array, from the manifest and the .f32 beside it."""
    manifest = json.loads(manifest_path.read_text())
    flat = np.fromfile(manifest_path.with_name(manifest_path.name.replace(".manifest.json", ".f32")), "<f4")
    part = lambda tensor: flat[tensor["byte_offset"] // 4:(tensor["byte_offset"] + tensor["byte_length"]) // 4].reshape(tensor["shape"])
    return manifest["hyper"], {tensor["name"]: part(tensor) for tensor in manifest["tensors"]}


def renamed(tensors, blocks, width):
    """The checkpoint's tensors by the names of our layers."""
    state = {"items.weight": tensors["item_emb.weight"], "places.weight": tensors["pos_emb.weight"]}
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = tensors[f"last_layernorm.{kind}"]
        for index in range(blocks):
            joined = tensors[f"attention_layers.{index}.in_proj_{kind}"]
            for at, part in enumerate(("query", "key", "value")):
                state[f"blocks.{index}.attention.{part}.{kind}"] = joined[at * width:(at + 1) * width]
            state[f"blocks.{index}.attention.out.{kind}"] = tensors[f"attention_layers.{index}.out_proj.{kind}"]
            state[f"blocks.{index}.norm_attention.{kind}"] = tensors[f"attention_layernorms.{index}.{kind}"]
            state[f"blocks.{index}.norm_forward.{kind}"] = tensors[f"forward_layernorms.{index}.{kind}"]
            # A convolution of kernel size 1 is a linear layer: [out, in, 1].
            for ours, theirs in (("grow", "conv1"), ("shrink", "conv2")):
                value = tensors[f"forward_layers.{index}.{theirs}.{kind}"]
                state[f"blocks.{index}.{ours}.{kind}"] = value[:, :, 0] if value.ndim == 3 else value
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    call = parser.parse_args()
    hyper, tensors = tensors_of(call.checkpoint)
    model = PublicSasrec(hyper["item_num"], hyper["hidden_units"], hyper["maxlen"], hyper["num_blocks"])
    model.load_state_dict(renamed(tensors, hyper["num_blocks"], hyper["hidden_units"]))
    call.out.mkdir(parents=True, exist_ok=True)
    some = np.random.default_rng(1).integers(1, hyper["item_num"] + 1, hyper["maxlen"] + 1).tolist()
    deliver(model, [some], call.out, {"seconds": 0, "source": call.checkpoint.name, "hyper": hyper})


if __name__ == "__main__":
    main()
