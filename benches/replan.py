#!/usr/bin/env python3
"""A commune goes into distancing: the week planned again against a full plan of it, in one run.

    cargo build --release
    python3 benches/replan.py [--runs N] [--scale large]

The demo makes its province and publishes the plan of a week. Each run then takes the file as it is,
and in turn, each as a command of its own whose whole time counts, printing included:

- full: `plan make` of that week with no image of its people; what agents have in hands stays;
- next: `plan make` of the week after it, which is planned for the first time, with its events;
- look: `scenario preview` of the largest commune from the week's second day on;
- do: `scenario apply` of the same, which stores the decision, the version and who is told;
- make: `plan make` after it, which keeps what is kept;
- look, moved: the preview after one row of people was changed, so that all are read again.

The ratios are to "full", the faster of the two full plans.
"""

import argparse
import json
import pathlib
import shutil
import sqlite3
import tempfile

from common import VANDONG, machine, median, need, report, run, table

DAYS = ["--from", "2023-06-06", "--to", "2023-06-30"]
LARGEST = (
    "SELECT a.code FROM persons p JOIN areas a ON a.id = p.area_id "
    "GROUP BY a.code ORDER BY count(*) DESC, a.code LIMIT 1"
)


class Province:
    """A province's file, as it was when its plan was published."""

    def __init__(self, folder, scale):
        self.folder = pathlib.Path(folder)
        run(VANDONG, "--json", "demo", "--scale", scale, "--weeks", "1", "--dir", self.folder / "demo")
        self.commune = self.rows(self.folder / "demo/vandong.db", LARGEST)[0][0]

    def rows(self, file, statement):
        """Runs one statement on a file; nobody else has it open."""
        connection = sqlite3.connect(file)
        with connection:
            found = connection.execute(statement).fetchall()
        connection.close()
        return found

    def fresh(self, statement=None):
        """A new copy of the file, after one statement."""
        copy = self.folder / "copy.db"
        for old in self.folder.glob("copy.db*"):
            old.unlink()
        shutil.copy(self.folder / "demo/vandong.db", copy)
        if statement:
            self.rows(copy, statement)

    def seconds(self, *words, today="2023-06-03"):
        """How long a command takes on the copy, and what it says."""
        database = f"sqlite:{self.folder / 'copy.db'}"
        done = run(VANDONG, "--json", "--database", database, "--today", today, *words)
        return done.seconds, json.loads(done.output), done.peak_mb

    def scenario(self, verb, *words):
        """A scenario of the largest commune."""
        where = ["--area", self.commune, "--mode", "distancing", "--source", "1/BENCH", *DAYS]
        return self.seconds("scenario", verb, *where, *words)


def one_run(province):
    """Seconds of each command."""
    week = ["plan", "make", "--week", "2023-W23"]
    found = {}
    province.fresh("DELETE FROM week_images")
    found["full"] = province.seconds(*week)[0]
    found["next"] = province.seconds("plan", "make", "--week", "2023-W24", today="2023-06-11")[0]
    province.fresh()
    found["look"], shown, found["peak_mb"] = province.scenario("preview")
    found["do"], done, _ = province.scenario("apply", "--by", "Bench")
    if done["preview"] != shown:
        raise SystemExit("what was done is not what was shown")
    found["make"] = province.seconds(*week)[0]
    province.fresh("UPDATE persons SET hamlet = hamlet WHERE id = 1")
    found["look, moved"], moved, _ = province.scenario("preview")
    if moved["counts"] != shown["counts"]:
        raise SystemExit("the preview is another one when the lists are read again")
    return found, shown


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--runs", type=int, default=3, help="runs of each")
    words.add_argument("--scale", default="large", help="size of the demo province")
    args = words.parse_args()
    need(VANDONG)
    print(f"load average {machine()['load_average'][0]}, {args.runs} runs of each, medians")
    with tempfile.TemporaryDirectory(prefix="vandong-bench.") as folder:
        province = Province(folder, args.scale)
        runs = [one_run(province) for _ in range(args.runs)]
    counts = runs[0][1]["counts"]
    took = {name: median([one[name] for one, _ in runs]) for name in runs[0][0]}
    steps = [name for name in took if name != "peak_mb"]
    table(["", "seconds", "to full", "to next"],
          [[name, took[name], took[name] / took["full"], took[name] / took["next"]] for name in steps])
    changed = {key: counts[key] for key in ("before", "after", "same", "moved", "added", "dropped", "causes")}
    report("replan", {
        "scale": args.scale,
        **{name: round(took[name], 2) for name in took},
        **{f"ratio_{name}": round(took[name] / took["full"], 3) for name in steps},
        "touches": changed,
        "events": runs[0][1]["events"]["counts"],
    })


if __name__ == "__main__":
    main()
