#!/usr/bin/env python3
"""Solves one planbench instance with OR-Tools' SimpleMinCostFlow and prints one line of JSON.

    python ortools_solve.py DIR

Every contact sends one unit: to the sink unplanned, or over a hub of its commune, language and skill
for a channel and day to an agent's channel-day, the agent's day and the sink. A contact that is
worth the same every day goes to the hub of "any day". The agent who spoke with the contact last is
reached by an arc of his own, which carries the bonus of continuity. Contacts that can never be
among the best of their hub are left out, which does not change the optimum.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np
import pandas as pd
from ortools.graph.python import min_cost_flow

DAYS, TRAVEL, CONTINUITY, CALL_BACK = 5, 8, 0.10, 1.5
CALL, VISIT = 0, 1


class Network:
    """Nodes by number, arcs in columns."""

    def __init__(self):
        self.nodes, self.columns = 0, ([], [], [], [])

    def add(self, *shape):
        """New nodes in this shape."""
        first = self.nodes
        self.nodes += int(np.prod(shape))
        return np.arange(first, self.nodes).reshape(shape)

    def join(self, tail, head, capacity, gain):
        """Arcs, element by element."""
        for column, values in zip(self.columns, np.broadcast_arrays(tail, head, capacity, gain)):
            column.append(np.asarray(values, np.int64).ravel())

    def arcs(self):
        """Tails, heads, capacities and gains of all arcs."""
        return [np.concatenate(column) for column in self.columns]


def gains(communes, contacts):
    """What a contact is worth by channel and day, in whole numbers; 0 where it is not allowed."""
    worth = np.zeros((2, DAYS, len(contacts)), np.int64)
    due = (contacts.kind == "due").to_numpy()
    may_visit = communes.distancing.to_numpy()[contacts.commune] == 0
    for day in range(DAYS):
        left = contacts.due_day.to_numpy() - day
        steps = [left < 0, left == 0, left <= 5, left <= 10]
        urgency = np.where(due, np.select(steps, [0.9, 0.9, 1.0, 0.8], 0.55), 1.0)
        urgency[due & (contacts.due_day >= 0) & (left < 0)] = 0
        urgency = urgency * np.where(contacts.callback == day, CALL_BACK, 1)
        value = contacts.premium * urgency * contacts.earliest.le(day) * contacts.latest.ge(day)
        worth[CALL, day] = np.rint(value * contacts.p_call) * (contacts.phone == 1)
        worth[VISIT, day] = np.rint(value * contacts.p_visit) * may_visit
    return worth


def best_of_hubs(group, worth, places):
    """Which contacts are, in either channel, among as many as their group has places."""
    keep = np.zeros(len(group), bool)
    for channel in (CALL, VISIT):
        value = worth[channel, 0]
        order = np.lexsort((-value, group))
        first = np.r_[True, group[order][1:] != group[order][:-1]]
        rank = np.arange(len(order)) - np.flatnonzero(first)[np.cumsum(first) - 1]
        keep[order] |= (rank < places[group[order]]) & (value[order] > 0)
    return keep


def build(folder):
    """The network of an instance and the contacts' nodes."""
    communes, agents = pd.read_csv(folder / "communes.csv"), pd.read_csv(folder / "agents.csv")
    contacts = pd.read_csv(folder / "contacts.csv")
    worth = gains(communes, contacts)
    slots = agents[[f"cap_d{day}" for day in range(DAYS)]].to_numpy(np.int64)
    limits = np.stack([slots, np.minimum(slots, agents.visit_cap.to_numpy()[:, None])])
    home = agents.home.to_numpy()

    net = Network()
    sink = net.add(1)[0]
    agent_day, any_day = net.add(len(agents), DAYS), net.add(2, len(agents))
    channel_day = net.add(2, len(agents), DAYS)
    hub = net.add(len(communes), 2, 2, 2, DAYS + 1)  # the last day is "any day"
    net.join(agent_day, sink, slots, 0)
    net.join(channel_day, agent_day[None], limits, 0)
    net.join(any_day[:, :, None], channel_day, limits, 0)

    serves = [(at, int(commune)) for at, one in enumerate(agents.communes.astype(str))
              for commune in one.split(";")]
    agent, commune = np.array(serves).T
    places = np.zeros((len(communes), 2, 2), np.int64)
    for language in (0, 1):
        for skill, name in enumerate(("skill_health", "skill_pension")):
            able = (agents[f"lang{language}"] == 1) & (agents[name] == 1)
            mine = able.to_numpy()[agent]
            who, where = agent[mine], commune[mine]
            np.add.at(places, (where, language, skill), limits[:, who].sum(axis=(0, 2)))
            for channel in (CALL, VISIT):
                travel = -TRAVEL * (channel == VISIT) * (home[who] != where)
                hubs = hub[where, language, skill, channel]
                net.join(hubs[:, :DAYS], channel_day[channel, who], 10**6, travel[:, None])
                net.join(hubs[:, DAYS], any_day[channel, who], 10**6, travel)

    commune, last = contacts.commune.to_numpy(), contacts.last_agent.to_numpy()
    language, skill = contacts.lang.to_numpy(), contacts.skill.to_numpy()
    group = (commune * 2 + language) * 2 + skill
    flat = (worth == worth[:, :1]).all(axis=(0, 1))
    keep = (worth.max(axis=(0, 1)) > 0) & (places.ravel()[group] > 0)
    plain = np.flatnonzero(keep & flat & (last < 0))
    keep[plain] = best_of_hubs(group[plain], worth[:, :, plain], places.ravel())

    node = np.full(len(contacts), -1)
    node[keep] = net.add(int(keep.sum()))
    net.join(node[keep], sink, 1, 0)
    for channel in (CALL, VISIT):
        for day in range(DAYS + 1):
            value = worth[channel, day % DAYS]
            some = np.flatnonzero(keep & (flat == (day == DAYS)) & (value > 0))
            net.join(node[some], hub[commune[some], language[some], skill[some], channel, day],
                     1, value[some])
            known = some[last[some] >= 0]
            bonus = np.rint(CONTINUITY * value[known]).astype(np.int64)
            bonus -= TRAVEL * (channel == VISIT) * (home[last[known]] != commune[known])
            to = any_day[channel] if day == DAYS else channel_day[channel, :, day]
            net.join(node[known], to[last[known]], 1, value[known] + bonus)
    return net, node[keep], sink


def main():
    folder = pathlib.Path(sys.argv[1])
    net, sources, sink = build(folder)
    tail, head, capacity, gain = net.arcs()
    supply = np.zeros(net.nodes, np.int64)
    supply[sources], supply[sink] = 1, -len(sources)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), capacity, -gain)
    flow.set_nodes_supplies(np.arange(net.nodes, dtype=np.int32), supply)
    began = time.perf_counter()
    if flow.solve() != flow.OPTIMAL:
        sys.exit(f"{folder}: no optimum")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"inst": folder.name, "obj": -flow.optimal_cost(), "nodes": net.nodes,
                      "arcs": len(tail), "solve_s": round(seconds, 3), "rss_mb": peak}))


if __name__ == "__main__":
    main()
