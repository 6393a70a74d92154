#!/usr/bin/env python3
"""Plans the events of a large province's week, by the program's own planner and by HiGHS.

    python3 -m venv .venv-highs && .venv-highs/bin/pip install highspy numpy pandas
    cargo build --release --example events
    .venv-highs/bin/python benches/events.py PATH/base [--seeds 5 6 7] [--seconds 120]

`PATH/base` is an unpacked planbench instance: its communes are the map, and each seed deals out
people, hosts and their free slots. Both plan the same instance in turn on one thread: 30 conferences,
400 communes, 14 hosts with at most 4 events each, 10 slots. HiGHS gets the mixed-integer model of
planbench's `events.py` and `--seconds`, but no permission to stop before it has proven the best plan;
with `--tight` also a model that is stronger by hand. Whom each
plan reaches is computed once more, for both alike, by HiGHS' linear programme of the best split of
attendance between the events that the plan opens.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time

import highspy
import numpy as np
import pandas as pd

from common import TARGET, machine, need, report, run, table

EVENTS = TARGET / "examples" / "events"
SLOTS, HOSTS, MOST, MOST_OF_HOST = 10, 14, 30, 4
CATCHMENT_KM, WORTH = 7, 0.08


def instance(base, seed):
    """An instance of planbench's `events.py`; seed 5 is the one that it measures."""
    communes = pd.read_csv(base / "communes.csv")
    contacts = pd.read_csv(base / "contacts.csv", usecols=["commune", "kind"])
    count, dice = len(communes), np.random.default_rng(seed)
    people = np.bincount(contacts.commune[contacts.kind == "new"], minlength=count)
    people = (people * 0.6 * dice.uniform(0.6, 1.4, count)).round()
    x, y = communes.x.to_numpy(), communes.y.to_numpy()
    far = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
    homes = dice.choice(count, HOSTS)
    free = dice.random((HOSTS, SLOTS)) < 0.7
    open_to = (communes.distancing.to_numpy() == 0) & (people > 0)
    draws = [
        [[int(j), float(people[j] * 0.10 * np.exp(-far[c, j] / 4))]
         for j in np.nonzero(far[c] < CATCHMENT_KM)[0]] if open_to[c] else []
        for c in range(count)
    ]
    return {
        "slots": SLOTS,
        "most": MOST,
        "worth": [float(WORTH * value) for value in people],
        "places": [
            {"capacity": 300 if urban else 120, "draws": drawn}
            for urban, drawn in zip(communes.urban, draws)
        ],
        "hosts": [
            {
                "most": MOST_OF_HOST,
                "reaches": [int(c) for c in np.nonzero(far[home] < 45)[0]],
                "free": [int(s) for s in np.nonzero(row)[0]],
            }
            for home, row in zip(homes, free)
        ],
    }


def silent(seconds=None):
    """HiGHS on one thread."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    if seconds:
        highs.setOptionValue("time_limit", float(seconds))
        highs.setOptionValue("mip_rel_gap", 0.0)
    return highs


def attendance(highs, given, places, opened, tight):
    """Who comes where: flows from communes to places, at most what each place and commune takes."""
    worth, into = given["worth"], {}
    reached = {j: highs.addVariable(0.0, most) for j, most in enumerate(worth)}
    for c in places:
        here, coming = given["places"][c], []
        for j, drawn in here["draws"]:
            most = min(drawn, worth[j]) if tight else drawn
            flow = highs.addVariable(0.0, most)
            if opened:
                highs.addConstr(flow - most * opened[c] <= 0)
            coming.append(flow)
            into.setdefault(j, []).append(flow)
        if coming:
            room = here["capacity"] * opened[c] if opened and tight else here["capacity"]
            highs.addConstr(sum(coming) - room <= 0)
    for j, most in reached.items():
        highs.addConstr(most - sum(into.get(j, [0.0])) <= 0)
    return sum(reached.values())


def by_highs(given, seconds, tight=False):
    """The model of planbench's `events.py`: what it opens, its value and its bound."""
    highs, began = silent(seconds), time.perf_counter()
    places = [c for c, place in enumerate(given["places"]) if place["draws"]]
    opened = {c: highs.addBinary() for c in places}
    of_place, of_slot, of_host = ({} for _ in range(3))
    for p, host in enumerate(given["hosts"]):
        for c in set(host["reaches"]) & set(places):
            for s in host["free"]:
                held = highs.addBinary()
                of_place.setdefault(c, []).append(held)
                of_slot.setdefault((p, s), []).append(held)
                of_host.setdefault(p, []).append(held)
    for c in places:
        highs.addConstr(sum(of_place.get(c, [0.0])) - opened[c] == 0)
    for held in of_slot.values():
        highs.addConstr(sum(held) <= 1)
    for p, held in of_host.items():
        highs.addConstr(sum(held) <= given["hosts"][p]["most"])
    highs.addConstr(sum(opened.values()) <= given["most"])
    highs.maximize(attendance(highs, given, places, opened, tight))
    info = highs.getInfo()
    return {
        "opened": [c for c in places if highs.val(opened[c]) > 0.5],
        "objective": info.objective_function_value,
        "bound": info.mip_dual_bound,
        "seconds": time.perf_counter() - began,
    }


def by_us(given, words):
    """One run of the program's planner."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(given, file)
        file.flush()
        return json.loads(run(EVENTS, file.name, *words).output)


def reached(given, opened):
    """Whom these events reach when attendance is split between them as well as can be."""
    highs = silent()
    highs.maximize(attendance(highs, given, opened, None, False))
    return highs.getInfo().objective_function_value


def permitted(given, plan):
    """Stops when our plan breaks a rule: a host in two places, too often, too far or not free."""
    seen, load = set(), {}
    for place, host, slot in plan:
        load[host] = load.get(host, 0) + 1
        one = given["hosts"][host]
        fine = place in one["reaches"] and slot in one["free"] and (host, slot) not in seen
        if not fine or load[host] > one["most"]:
            sys.exit(f"host {host} cannot hold an event at {place} in slot {slot}")
        seen.add((host, slot))
    if len({place for place, _, _ in plan}) != len(plan) or len(plan) > given["most"]:
        sys.exit("a commune twice, or too many events")


def compare(base, seed, args):
    """Both on one instance."""
    given = instance(base, seed)
    ours = by_us(given, [] if args.rounds is None else ["--rounds", args.rounds])
    permitted(given, ours["events"])
    theirs = by_highs(given, args.seconds)
    theirs["reached"] = reached(given, theirs["opened"])
    tight = by_highs(given, args.seconds, tight=True) if args.tight else None
    own = reached(given, [place for place, _, _ in ours["events"]])
    if abs(own - ours["reached"]) > 0.01:
        sys.exit(f"seed {seed}: {ours['reached']} is told, {own} is so")
    row = {
        "seed": seed,
        "reached": round(own, 1),
        "highs": round(theirs["reached"], 1),
        "ahead": round(own - theirs["reached"], 3) + 0.0,
        "bound": round(ours["bound"], 1),
        "highs_bound": round(theirs["bound"], 1),
        "seconds": round(ours["seconds"], 2),
        "highs_seconds": round(theirs["seconds"], 1),
        "gap_percent": round(100 * (ours["bound"] / own - 1), 2),
    }
    if tight:
        row["tight_highs"] = round(reached(given, tight["opened"]), 1)
        row["tight_bound"] = round(tight["bound"], 1)
    return row


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("base", type=pathlib.Path, help="the unpacked instance `base`")
    words.add_argument("--seeds", type=int, nargs="+", default=[5, 6, 7], help="instances")
    words.add_argument("--seconds", type=float, default=120, help="time limit of HiGHS")
    words.add_argument("--rounds", type=int, help="rounds of our search; its default when not said")
    words.add_argument("--tight", action="store_true", help="also HiGHS with a stronger model")
    args = words.parse_args()
    need(EVENTS)
    print(f"load average {machine()['load_average'][0]}, one thread each")
    rows = [compare(args.base, seed, args) for seed in args.seeds]
    keys = list(rows[0])
    table([key.replace("_", " ") for key in keys], [list(row.values()) for row in rows])
    report("events", {"instances": rows})


if __name__ == "__main__":
    main()
