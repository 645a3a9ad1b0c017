"""Rankers of others with the inputs, heads, labels and calibration of ours, for the rows of the table that they stand in.

In and out are as in `network.py`."""
import torch
from torch import nn

from network import HEADS, IMPACT_UNIT, one_hot_linear


class Tower(nn.Module):
    """The layers above a model's own idea: fully connected, then five answers. Undos and outcomes do not teach the network, as in ours."""

    def __init__(self, width, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip([width, *sizes], sizes))

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


def answers(head_out, hidden):
    out = torch.cat([head_out(hidden)[:, :, :3], head_out(hidden.detach())[:, :, 3:]], dim=2)
    return torch.cat([out[:, :, :4], out[:, :, 4:] * IMPACT_UNIT], dim=2)


class Din(nn.Module):
    """Deep Interest Network (Zhou et al., KDD 2018): each card alone; its activation unit weighs every row of the history by row, card and their product
    (and here by whether both are about one entity), and the weighted rows are summed without a softmax, which keeps the intensity."""

    def __init__(self, config, columns, meta):
        super().__init__()
        width, unit = config["width"], config["activationWidth"]
        self.history_in = one_hot_linear(columns["history"], width)
        self.candidate_in = one_hot_linear(columns["candidates"], width)
        self.context_in = nn.Linear(columns["context"], width)
        self.unit_row = nn.Linear(width, unit)
        self.unit_card = nn.Linear(width, unit, bias=False)
        self.unit_both = nn.Linear(width, unit, bias=False)
        self.unit_same = nn.Parameter(torch.randn(unit) * 0.1)
        self.unit_out = nn.Linear(unit, 1)
        self.tower = Tower(4 * width, config["tower"])
        self.head_out = nn.Linear(config["tower"][-1], len(HEADS))

    def forward(self, history, history_mask, context, candidates, candidate_mask, same_entity):
        rows, cards = self.history_in(history), self.candidate_in(candidates)
        unit = self.unit_row(rows)[:, None] + self.unit_card(cards)[:, :, None] + self.unit_both(rows[:, None] * cards[:, :, None])
        unit = torch.relu(unit + same_entity[..., None] * self.unit_same)
        weights = self.unit_out(unit)[..., 0] * history_mask[:, None, :]
        interest = weights @ rows
        around = self.context_in(context)[:, None, :].expand_as(cards)
        return answers(self.head_out, self.tower(torch.cat([cards, around, interest, interest * cards], dim=2)))


class Recurrent(nn.Module):
    """A GRU (Cho et al. 2014) that reads its rows from the last to the first and stays as it is at masked ones."""

    def __init__(self, inputs, width):
        super().__init__()
        self.input = nn.Linear(inputs, 3 * width)
        self.state = nn.Linear(width, 3 * width)

    def forward(self, rows, mask):
        """[B, T, inputs], [B, T] → states [B, T, width] and the last one [B, width]"""
        given = self.input(rows)
        state = given.new_zeros(given.shape[0], self.state.in_features)
        states = []
        for step in range(given.shape[1] - 1, -1, -1):
            update, reset, new = given[:, step].chunk(3, dim=1)
            held_update, held_reset, held_new = self.state(state).chunk(3, dim=1)
            update, reset = torch.sigmoid(update + held_update), torch.sigmoid(reset + held_reset)
            moved = (1 - update) * torch.tanh(new + reset * held_new) + update * state
            here = mask[:, step, None]
            state = here * moved + (1 - here) * state
            states.append(state)
        return torch.stack(states[::-1], dim=1), state


class Gru(nn.Module):
    """Deep list-wise context model (DLCM: Ai et al., SIGIR 2018): a GRU reads the list from its last card to its first, in the order in which it came
    from the server, and each card is matched with what the whole list left behind. The history, newest row first, goes through a GRU of its own; its
    last state is given to every card, as what DLCM has of the user, and with it the mean row about the card's own entity."""

    def __init__(self, config, columns, meta):
        super().__init__()
        width = config["width"]
        self.history_in = one_hot_linear(columns["history"], width)
        self.candidate_in = one_hot_linear(columns["candidates"], width)
        self.context_in = nn.Linear(columns["context"], width)
        self.past = Recurrent(width, width)
        self.past_out = nn.Linear(width, width)
        self.own = nn.Linear(width, width)
        self.list = Recurrent(width, width)
        self.list_out = nn.Linear(width, width)
        self.tower = Tower(3 * width, config["tower"])
        self.head_out = nn.Linear(config["tower"][-1], len(HEADS))

    def forward(self, history, history_mask, context, candidates, candidate_mask, same_entity):
        rows = self.history_in(history)
        _, past = self.past(rows, history_mask)
        around = self.context_in(context) + self.past_out(past)
        same = same_entity * history_mask[:, None, :]
        own = self.own(same @ rows / (same.sum(dim=2, keepdim=True) + 1))
        cards = torch.relu(self.candidate_in(candidates) + own + around[:, None, :])
        states, left = self.list(cards, candidate_mask)
        matched = states * torch.tanh(self.list_out(left))[:, None, :]
        return answers(self.head_out, self.tower(torch.cat([cards, states, matched], dim=2)))
