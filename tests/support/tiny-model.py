"""Writes a ranker of a few kilobytes that keeps the ONNX contract, so that tests need no training.

By hand, not learned: a candidate attends to the interactions whose content lies near its own, and to a null token when none does. A dismissal that it
attends to lowers open and apply and raises dismiss; an open or an apply raises them; the server's score is the prior. A little random layer makes rows differ.

    /usr/bin/python3 tests/support/tiny-model.py && npx tsx tests/support/tiny-model.ts

The second command adds what ORT must say (golden), and the manifest. Needs Debian's python3-onnx; the outputs are committed: in tests/support/tiny-model one graph,
in tests/support/tiny-pair the same network as an encoder of the history and a scorer.
"""
import json
from pathlib import Path
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

WHOLE, PAIR = (Path(__file__).parent / name for name in ('tiny-model', 'tiny-pair'))
L, E = 64, 16
DAY = float(np.log(86_400_000))


def column(name, fact, **rest):
    return {'name': name, 'fact': fact, **rest, 'default': rest.get('default', 0)}


def embedding():
    return [column(f'embedding.{i}', f'embedding.{i}', min=-4, max=4) for i in range(E)]


SCHEMA = {
    'format': 1, 'version': 'tiny-1', 'embedding': {'version': 'world-1', 'size': E}, 'historyLength': L,
    'history': [
        *[column(f'kind={kind}', 'kind', equals=kind) for kind in ('dismiss', 'open', 'apply', 'impression', 'edit')],
        column('age', 'age', transform='log', mean=DAY, scale=4, min=-4, max=4),
        column('same-visit', 'same-visit'), *embedding(),
    ],
    'context': [
        *[column(f'surface={surface}', 'surface', equals=surface) for surface in ('campaign-list', 'campaign-page', 'budget-editor')],
        column('list-size', 'list-size', transform='log', mean=2.5, scale=1, min=-4, max=4),
        column('dismissals', 'tally:all.dismissals', transform='log', max=4),
    ],
    'candidates': [
        *embedding(),
        column('server-score', 'server-score', min=-4, max=4), column('server-gap', 'server-gap', max=4),
        column('server-rank', 'server-rank', transform='log', mean=1.5, scale=1, max=4),
        column('impact-mid', 'impact-mid', transform='signed-log', scale=3, min=-4, max=4), column('impact-width', 'impact-width', transform='log', scale=3, max=4),
        column('effort', 'effort', transform='log', scale=2, max=4), column('spend-change', 'spend-change', transform='signed-log', scale=4, min=-4, max=4),
        column('is-list-entity', 'is-list-entity'), column('impressions', 'tally:candidate.impressions', transform='log', max=4),
        column('type-dismissals', 'tally:type.dismissals', transform='log', max=4),
    ],
    'buckets': [4, 8, 16, 32, 64, 128, 256, 512, 1024],
}
HEADS = ['open', 'apply', 'dismiss', 'undo', 'impact']
FH, FC, FX = (len(SCHEMA[rows]) for rows in ('history', 'context', 'candidates'))
BASE = {'open': -1.5, 'apply': -3.0, 'dismiss': -2.5, 'undo': -3.5, 'impact': 0.02}


def weights():
    at = {rows: {c['name']: i for i, c in enumerate(SCHEMA[rows])} for rows in ('history', 'context', 'candidates')}
    chance = np.random.default_rng(1)
    value, prior, context = np.zeros((FH, 5)), np.zeros((FX, 5)), chance.normal(0, 0.05, (FC, 5))
    for kind, effect in {'dismiss': (-2, -3, 3, 0, -.02), 'open': (2, 1.5, -.5, 0, .01), 'apply': (1, 2, -1, -.5, .02), 'impression': (-.2, -.2, .1, 0, 0), 'edit': (1, 1, -.5, 0, .01)}.items():
        value[at['history'][f'kind={kind}']] = effect
    for name, effect in {'server-score': (.8, .9, -.4, 0, .01), 'server-gap': (-.3, -.3, .1, 0, -.005), 'impact-mid': (.3, .3, -.1, 0, .02), 'effort': (-.2, -.4, .2, .1, 0),
                         'impressions': (-.3, -.3, .3, 0, 0), 'type-dismissals': (-.3, -.4, .5, 0, 0), 'is-list-entity': (.3, .3, 0, 0, 0)}.items():
        prior[at['candidates'][name]] = effect
    pick = lambda rows, width: np.eye(width, E, -(at[rows]['embedding.0']))
    return {
        'query': pick('candidates', FX) * 8, 'key': pick('history', FH), 'value': value, 'prior': prior, 'of_context': context,
        'bias': np.array([BASE[head] for head in HEADS]), 'hidden': chance.normal(0, 0.4, (FX, 8)), 'out': chance.normal(0, 0.08, (8, 5)) * [1, 1, 1, 1, .05],
        'null_logit': np.array(5.0), 'same_logit': np.array(1.0), 'masked': np.array(1e4), 'one': np.array(1.0), 'zero': np.array(0.0),
    }


def graphs(tensors):
    """The whole; the encoder; the scorer."""
    node = helper.make_node
    encoder = [
        node('MatMul', ['history', 'key'], ['k']), node('Transpose', ['k'], ['kT'], perm=[0, 2, 1]), node('MatMul', ['history', 'value'], ['values']),
        node('Sub', ['historyMask', 'one'], ['absent']), node('Mul', ['absent', 'masked'], ['mask1']), node('Unsqueeze', ['mask1', 'axis1'], ['mask2']),
    ]
    scorer = [
        node('MatMul', ['candidates', 'query'], ['q']), node('MatMul', ['q', 'kT'], ['near']), node('Mul', ['sameEntity', 'same_logit'], ['same']), node('Add', ['near', 'same'], ['nearer']),
        node('Add', ['nearer', 'mask2'], ['logits']),
        node('Unsqueeze', ['candidateMask', 'axis2'], ['column']), node('Mul', ['column', 'zero'], ['zeros']), node('Add', ['zeros', 'null_logit'], ['null']),
        node('Concat', ['logits', 'null'], ['with_null'], axis=2), node('Softmax', ['with_null'], ['shares'], axis=2), node('Slice', ['shares', 'from0', 'toL', 'axis2'], ['attention']),
        node('MatMul', ['attention', 'values'], ['remembered']),
        node('MatMul', ['candidates', 'prior'], ['prior_part']), node('MatMul', ['candidates', 'hidden'], ['h']), node('Tanh', ['h'], ['tanh']), node('MatMul', ['tanh', 'out'], ['layer']),
        node('MatMul', ['context', 'of_context'], ['c']), node('Unsqueeze', ['c', 'axis1'], ['context_part']),
        node('Add', ['remembered', 'prior_part'], ['s1']), node('Add', ['s1', 'layer'], ['s2']), node('Add', ['s2', 'context_part'], ['s3']), node('Add', ['s3', 'bias'], ['heads']),
        node('Slice', ['heads', 'from0', 'to4', 'axis2'], ['probability_logits']), node('Sigmoid', ['probability_logits'], ['probabilities']), node('Slice', ['heads', 'to4', 'to5', 'axis2'], ['impact']),
        node('Concat', ['probabilities', 'impact'], ['scores'], axis=2),
    ]
    whole = {'axis1': [1], 'axis2': [2], 'from0': [0], 'toL': [L], 'to4': [4], 'to5': [5]}
    constants = [numpy_helper.from_array(np.asarray(t, np.float32), name) for name, t in tensors.items()] + [numpy_helper.from_array(np.array(t, np.int64), name) for name, t in whole.items()]
    events, encoded = {'history': [1, L, FH], 'historyMask': [1, L]}, {'kT': [1, E, L], 'values': [1, L, 5], 'mask2': [1, 1, L]}
    lists, scores = {'context': ['B', FC], 'candidates': ['B', 'N', FX], 'candidateMask': ['B', 'N'], 'sameEntity': ['B', 'N', L]}, {'scores': ['B', 'N', 5]}

    def model(nodes, inputs, outputs):
        infos = lambda shapes: [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
        read = {name for each in nodes for name in each.input}
        made = helper.make_model(helper.make_graph(nodes, 'tiny', infos(inputs), infos(outputs), [each for each in constants if each.name in read]), opset_imports=[helper.make_opsetid('', 17)], producer_name='inkling')
        made.ir_version = 8
        checker.check_model(made)
        return made.SerializeToString()

    return model([*encoder, *scorer], {**events, **lists}, scores), model(encoder, events, encoded), model(scorer, {**encoded, **lists}, scores)


tensors = weights()
whole, encoder, scorer = graphs(tensors)
for folder, files in {WHOLE: {'model': whole}, PAIR: {'model': scorer, 'history': encoder}}.items():
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, graph in files.items():
        (folder / f'{name}.onnx').write_bytes(graph)
    (folder / 'schema.json').write_text(json.dumps(SCHEMA))
    (folder / 'linear.json').write_text(json.dumps({head: {
        'intercept': BASE[head], 'candidates': np.round(tensors['prior'][:, i], 3).tolist(), 'context': np.round(tensors['of_context'][:, i], 3).tolist(),
    } for i, head in enumerate(HEADS)}))
