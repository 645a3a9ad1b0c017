"""Cross-entropy over the whole catalogue, its gradient computed on the way: the table of scores [T, V] is held a slice at a time and never twice."""
import torch

#: Rows of scores held at once: 1024 × 3,416 × 4 bytes stay near the processor.
SLICE = 1024
AWAY = -1e4


class CatalogueLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, features, table, target, seen):
        """features [T, d], table [V, d], target [T] from 0, seen(first, last) → rows and columns that are out of the question → mean loss."""
        features, table = features.detach(), table.detach()
        by_feature, by_table, total = torch.empty_like(features), torch.zeros_like(table), 0.0
        for first in range(0, len(features), SLICE):
            part = features[first:first + SLICE]
            wanted = target[first:first + SLICE, None]
            scores = part @ table.T
            if seen is not None:
                rows, columns = seen(first, first + len(part))
                scores[rows, columns] = AWAY
            own = scores.gather(1, wanted)
            top = scores.max(dim=1, keepdim=True).values
            scores.sub_(top).exp_()
            mass = scores.sum(dim=1, keepdim=True)
            total += float((mass.log() + top - own).sum())
            scores.div_(mass)
            scores.scatter_add_(1, wanted, torch.full_like(own, -1.0))
            torch.mm(scores, table, out=by_feature[first:first + SLICE])
            by_table.addmm_(scores.T, part)
        ctx.save_for_backward(by_feature / len(features), by_table / len(features))
        return features.new_tensor(total / len(features))

    @staticmethod
    def backward(ctx, above):
        by_feature, by_table = ctx.saved_tensors
        return by_feature * above, by_table * above, None, None


def catalogue_loss(features, table, target, seen=None):
    return CatalogueLoss.apply(features, table, target, seen)
