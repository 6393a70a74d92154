#!/usr/bin/env python3
"""Solves planbench instances exactly, by OR-Tools' network simplex and by the program's own solver.

    python3 -m venv .venv && .venv/bin/pip install ortools numpy pandas
    cargo build --release --example planbench
    .venv/bin/python benches/solve.py DIR [DIR ...] [--runs N] [--threads N] [--oracle FOLDER]

Both are processes of their own, in turn. OR-Tools' `seconds` are those of `SimpleMinCostFlow.solve`
alone; ours are everything from the finished problem to the checked certificate: components, layout
of the networks, simplex, proof. Memory is the peak of the whole process, reading included.
`--oracle` names a folder with another `exact.py` that solves the same instances, to be asked
instead of the driver here.
"""

import argparse
import json
import pathlib
import sys

from common import TARGET, machine, median, need, report, run, table

PLANBENCH = TARGET / "examples" / "planbench"
DRIVER = pathlib.Path(__file__).with_name("ortools_solve.py")


def by_ortools(instance, oracle):
    """One run of OR-Tools: objective, seconds of solve, peak memory."""
    script = oracle / "exact.py" if oracle else DRIVER
    done = run(sys.executable, script, instance)
    last = json.loads(done.output.strip().splitlines()[-1])
    return {"objective": last["obj"], "seconds": last["solve_s"], "peak_mb": done.peak_mb}


def by_us(instance, threads):
    """One run of the program's solver, which also proves its optimum."""
    done = run(PLANBENCH, instance, *([threads] if threads else []))
    last = json.loads(done.output)
    if last["bound"] != last["objective"]:
        sys.exit(f"{instance}: no proof, {last['objective']} against a bound of {last['bound']}")
    last["seconds"] = last["seconds_solve"]
    return last | {"peak_mb": done.peak_mb}


def compare(instance, runs, threads, oracle):
    """Both in turn; medians and ratios."""
    theirs, ours = [], []
    for _ in range(runs):
        theirs.append(by_ortools(instance, oracle))
        ours.append(by_us(instance, threads))
    objectives = {one["objective"] for one in theirs + ours}
    if len(objectives) != 1:
        sys.exit(f"{instance}: different optima {sorted(objectives)}")
    seconds = [median([one["seconds"] for one in side]) for side in (theirs, ours)]
    memory = [max(one["peak_mb"] for one in side) for side in (theirs, ours)]
    last = ours[-1]
    return {
        "instance": pathlib.Path(instance).name,
        "objective": objectives.pop(),
        "ortools_seconds": round(seconds[0], 3),
        "seconds": round(seconds[1], 3),
        "time_ratio": round(seconds[1] / seconds[0], 3),
        "ortools_peak_mb": round(memory[0]),
        "peak_mb": round(memory[1]),
        "memory_ratio": round(memory[1] / memory[0], 3),
        "threads": last["threads"],
        "components": last["components"],
        "pruning": last["pruning"],
        "runs": runs,
    }


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("instance", nargs="+", type=pathlib.Path, help="an unpacked instance")
    words.add_argument("--runs", type=int, default=5, help="runs of each")
    words.add_argument("--threads", type=int, help="threads of ours; all cores when not said")
    words.add_argument("--oracle", type=pathlib.Path, help="folder of another exact.py")
    args = words.parse_args()
    need(PLANBENCH)
    print(f"load average {machine()['load_average'][0]}, {args.runs} runs of each, medians")
    results = [compare(one, args.runs, args.threads, args.oracle) for one in args.instance]
    keys = [key for key in results[0] if key != "runs"]
    table([key.replace("_", " ") for key in keys], [[one[key] for key in keys] for one in results])
    report("solve", {"instances": results})


if __name__ == "__main__":
    main()
