"""A learned sequence model in; the files that publish.ts makes a model folder of out: the graph in each scheme, known inputs with PyTorch's scores, and fit.json."""
import base64
import json
from copy import deepcopy

import numpy as np
import torch

from export_sequences import heads_from, write
from quantize import rounded, scheme_of

#: What is served, and beside it, to be judged alike: what nothing was lost from, and half the bits.
SERVED, BESIDE = "8-channel", ("float32", "4-32")
GOLDEN_LISTS, GOLDEN_CANDIDATES, GOLDEN_SEED = (1, 4, 1), 12, 7
AS_IT_STANDS = {"slope": 1.0, "intercept": 0.0}
#: The linear tier has no item table: it leaves the server's order as it is.
SILENT = {"intercept": 0.0, "candidates": [0.0], "context": [0.0]}


def read_back(model, scheme):
    """The model with its weights as the browser will read them."""
    model = deepcopy(model)
    model.load_state_dict(rounded(model.state_dict(), scheme))
    return model


def golden(model, histories):
    """One list with the longest history, four lists with it, one list without any: inputs and what PyTorch makes of them."""
    generator = np.random.default_rng(GOLDEN_SEED)
    longest = max(histories, key=len)[-model.length:]
    out = []
    for lists, history in zip(GOLDEN_LISTS, (longest, longest, longest[:0])):
        numbers = generator.integers(1, model.items.num_embeddings, (lists, GOLDEN_CANDIDATES))
        rows, mask = np.zeros((1, model.length, 1), np.float32), np.zeros((1, model.length), np.float32)
        rows[0, :len(history), 0], mask[0, :len(history)] = history[::-1], 1
        with torch.no_grad():
            scores = model.items.weight[torch.from_numpy(numbers)] @ model.expected([list(history)])[0]
        inputs = {"history": rows, "historyMask": mask, "context": np.zeros((lists, 1)), "candidates": numbers[:, :, None], "candidateMask": np.ones(numbers.shape),
                  "sameEntity": np.zeros((*numbers.shape, model.length)), "torch": heads_from(scores.numpy())}
        text = {name: base64.b64encode(np.ascontiguousarray(x, np.float32).tobytes()).decode() for name, x in inputs.items()}
        out.append({"lists": lists, "candidatesPerList": GOLDEN_CANDIDATES, "historyLength": model.length, **text})
    return out


def deliver(model, histories, out, fit):
    """@param histories: of some users, item numbers, oldest first. @param fit: what there is to say of the training."""
    model.eval()
    with torch.no_grad():
        # Nobody's row: an item that is not in the table scores 0. The public network has padding there and learned it to be 0.
        model.items.weight[0] = 0
    for name in (SERVED, *BESIDE):
        write(model, out / ("model.onnx" if name == SERVED else f"{name}.onnx"), scheme_of(name))
    (out / "golden-inputs.json").write_text(json.dumps(golden(read_back(model, scheme_of(SERVED)), histories)))
    (out / "fit.json").write_text(json.dumps({
        **fit, "parameters": sum(p.numel() for p in model.parameters()), "catalogue": model.items.num_embeddings - 1, "historyLength": model.length,
        "calibration": {head: AS_IT_STANDS for head in ("open", "apply", "dismiss", "undo")}, "linear": {head: SILENT for head in ("open", "apply", "dismiss", "undo", "impact")}}))
