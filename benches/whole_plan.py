#!/usr/bin/env python3
"""Plans a week of the large demo province and compares everything around the solver with OR-Tools.

    cargo build --release
    .venv/bin/python benches/whole_plan.py BASE [--runs N] [--postgres | --postgres-url URL]

BASE is the unpacked planbench instance `base`. Each run makes the demo anew in a folder that is
removed, reads the seconds that the program gives for the steps of its plan, and solves BASE with
OR-Tools' `SimpleMinCostFlow`. The steps are: load (reading the snapshot), draft (eligibility and
value), solve (networks, simplex and certificate), rows (coverage, rows of the lists), store.
"Around the solver" is all of them but solve; the whole plan is all of them. Files of call lists are
not part of a plan and not counted.
"""

import argparse
import contextlib
import json
import pathlib
import tempfile

from common import VANDONG, fresh_database, machine, median, need, postgres, report, run, table
from solve import by_ortools

STEPS = ["load", "draft", "solve", "rows", "store"]


def demo(scale, url=None):
    """One demo of one week: seconds of each step and the peak memory."""
    with tempfile.TemporaryDirectory(prefix="vandong-bench.") as folder:
        words = [VANDONG, "--json", *(["--database", url] if url else [])]
        done = run(*words, "demo", "--scale", scale, "--weeks", "1", "--dir", f"{folder}/demo")
    week = json.loads(done.output)["weeks"][0]
    return {**{step: week["seconds"][step] for step in STEPS}, "peak_mb": done.peak_mb}


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("base", type=pathlib.Path, help="the unpacked instance base")
    words.add_argument("--runs", type=int, default=3, help="runs of each")
    words.add_argument("--scale", default="large", help="size of the demo province")
    words.add_argument("--oracle", type=pathlib.Path, help="folder of another exact.py")
    server = words.add_mutually_exclusive_group()
    server.add_argument("--postgres", action="store_true", help="start a PostgreSQL for the run")
    server.add_argument("--postgres-url", metavar="URL", help="a server on which to make databases")
    args = words.parse_args()
    need(VANDONG)
    print(f"load average {machine()['load_average'][0]}, {args.runs} runs of each, medians")
    theirs, plans = [], {"SQLite": []}
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(postgres()) if args.postgres else args.postgres_url
        for _ in range(args.runs):
            theirs.append(by_ortools(args.base, args.oracle)["seconds"])
            plans["SQLite"].append(demo(args.scale))
            if url:
                with fresh_database(url) as database:
                    plans.setdefault("PostgreSQL", []).append(demo(args.scale, database))
    rival = median(theirs)
    rows, results = [], {"scale": args.scale, "ortools_seconds": round(rival, 2)}
    for name, runs in plans.items():
        steps = {step: median([one[step] for one in runs]) for step in STEPS}
        whole = median([sum(one[step] for step in STEPS) for one in runs])
        around = median([sum(one[step] for step in STEPS if step != "solve") for one in runs])
        rows.append([name, *steps.values(), around, whole, around / rival, whole / rival])
        results[name.lower()] = {
            **{step: round(value, 2) for step, value in steps.items()},
            "around_solver": round(around, 2),
            "ratio_around": round(around / rival, 3),
            "ratio_whole": round(whole / rival, 3),
            "peak_mb": round(max(one["peak_mb"] for one in runs)),
        }
    rows.append(["OR-Tools, base", "", "", rival])
    table(["seconds", *STEPS, "around", "whole", "around/rival", "whole/rival"],
          [row + [""] * (10 - len(row)) for row in rows])
    report("whole_plan", results)


if __name__ == "__main__":
    main()
