#!/usr/bin/env python3
"""Imports a million people with all checks, and lets each database's own loader do the same.

    cargo build --release
    python3 benches/import.py [--rows N] [--runs N] [--postgres | --postgres-url URL]

`vandong import people` reads a list as an office brings it: numbers, dates, telephones and areas
are checked, and everybody is matched by number. The `sqlite3` shell and COPY load the same people,
already checked, numbered and in the order of the columns, into the same tables with the same
indexes. Nobody has a source key: the shell would import an empty one as a text, so that index, in
which nobody stands either way, is left out of its schema.
"""

import argparse
import csv
import datetime
import pathlib
import random
import sys
import tempfile

from common import (
    ROOT, VANDONG, fresh_database, machine, median, need, postgres, psql, report, run, table,
)

PROVINCE, COMMUNES = "15", 180
LIST = ["si_number", "citizen_id", "name", "birth_date", "sex", "area_code", "hamlet", "address",
        "household_code", "phone", "email", "zalo_id", "language", "segments"]
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Hà Lò Giàng Vàng Đặng Bùi Đỗ Triệu Sùng".split()
MIDDLE = "Văn Thị Đức Minh Thu Hữu Ngọc Xuân Thanh Quang Kim Bích".split()
GIVEN = "An Bình Chi Dung Đào Giang Hoa Hùng Khánh Lan Mai Nam Oanh Phúc Quân Sơn Tú Ước Yến".split()
# What the program itself sets for its database (src/store/conn.rs).
SETTINGS = ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; "
            "PRAGMA temp_store = MEMORY;")


def people(rows):
    """The same people every time: in households of 1 to 6, commune after commune, every second
    with a telephone, their numbers in no order, as in life."""
    dice = random.Random(2026)
    step = 7_368_787  # prime to every million: steps through all of them in no visible order
    household = left = 0
    commune, hamlet = 0, 1
    for at in range(rows):
        if left == 0:
            household, left = household + 1, dice.randint(1, 6)
            commune = at * COMMUNES // rows
            hamlet = dice.randint(1, 12)
        left -= 1
        woman = dice.random() < 0.5
        born = datetime.date(1945, 1, 1) + datetime.timedelta(days=dice.randint(0, 25_000))
        mixed, card = at * step % rows, (at * step + 12_345) % rows
        yield [
            f"15{mixed:08d}",
            f"015{1 if woman else 0}{born.year % 100:02d}{card:06d}",
            f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}",
            born,
            "Nữ" if woman else "Nam",
            f"15{commune:03d}",
            f"Thôn {hamlet}",
            f"Số nhà {dice.randint(1, 400)}, tổ {dice.randint(1, 20)}, đường {dice.choice(GIVEN)} "
            f"{dice.choice(MIDDLE)}",
            f"HGD15{household:09d}",
            f"09{dice.randint(0, 99_999_999):08d}" if dice.random() < 0.5 else "",
            f"nguoidan{at}@example.com" if dice.random() < 0.5 else "",
            f"{dice.randint(10**17, 10**18 - 1)}" if dice.random() < 0.5 else "",
            dice.choice(["vi", "vi", "vi", "hmong", "tay"]),
            dice.choice(["", "", "near_poor", "farmer;informal_worker"]),
        ]


def write_lists(folder, rows):
    """The list of an office, and the same people as rows of the table."""
    areas, people_csv, table_csv = (folder / name for name in ("areas.csv", "people.csv", "table.csv"))
    with open(areas, "w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(["code", "valid_from", "kind", "name", "parent_code"])
        write([PROVINCE, "2020-01-01", "province", "Tỉnh mẫu", ""])
        for at in range(COMMUNES):
            write([f"15{at:03d}", "2020-01-01", "commune", f"Xã {at}", PROVINCE])
    with (open(people_csv, "w", encoding="utf-8", newline="") as office,
          open(table_csv, "w", encoding="utf-8", newline="") as stored):
        to_office = csv.writer(office, lineterminator="\n").writerow
        to_table = csv.writer(stored, lineterminator="\n").writerow
        to_office(LIST)
        for number, row in enumerate(people(rows), 1):
            (si, card, name, born, sex, area, hamlet, address, household, phone, email, zalo,
             language, segments) = row
            to_office([si, card, name, born.strftime("%d/%m/%Y"), sex, area, hamlet, address,
                       household, phone, email, zalo, language, segments])
            to_table([1, number, si, card, "", name, born.isoformat(),
                      "female" if sex == "Nữ" else "male", int(area[2:]) + 2, hamlet, address,
                      household, f"84{phone[1:]}" if phone else "", email, zalo, language, segments,
                      "", "", "", "", ""])
    return areas, people_csv, table_csv


def schema(backend):
    """The program's own tables and indexes."""
    folders = sorted((ROOT / "migrations" / backend).iterdir())
    return "\n".join((folder / "up.sql").read_text(encoding="utf-8") for folder in folders)


def shell_import(folder, table_csv, settings):
    """The shell's import into an empty database with the program's schema."""
    database = folder / "shell.db"
    run("sqlite3", database, stdin=schema("sqlite") + "\nDROP INDEX persons_source_key;\n")
    taken = run("sqlite3", database, stdin=f"{settings}\n.mode csv\n.import '{table_csv}' persons\n")
    count = run("sqlite3", database, "SELECT count(*) FROM persons").output
    remove(database)
    return taken, int(count)


def own_import(url, areas, people_csv):
    """The program's import into an empty database that knows the areas, then the same list again."""
    run(VANDONG, "--json", "--database", url, "import", "areas", areas)
    take = [VANDONG, "--json", "--database", url, "import", "people", people_csv]
    return run(*take), run(*take)


def copy_import(url, table_csv):
    """COPY into an empty database with the program's schema."""
    with fresh_database(url) as database:
        psql(database, stdin=schema("postgres"))
        taken = psql(database, "--command", f"\\copy persons FROM '{table_csv}' (FORMAT csv)")
        count = psql(database, "--tuples-only", "--command", "SELECT count(*) FROM persons").output
    return taken, int(count)


def remove(database):
    """Removes an SQLite database with what lies beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        pathlib.Path(f"{database}{end}").unlink(missing_ok=True)


def sqlite(folder, lists, rows, runs):
    """The shell as it comes, the shell with the program's settings, and the program, in turn."""
    areas, people_csv, table_csv = lists
    seen = {"shell as it comes": [], "shell, our settings": [], "vandong": [], "vandong again": []}
    for _ in range(runs):
        for name, settings in (("shell as it comes", ""), ("shell, our settings", SETTINGS)):
            taken, count = shell_import(folder, table_csv, settings)
            check(name, count, rows)
            seen[name].append(taken)
        database = folder / "own.db"
        first, again = own_import(f"sqlite:{database}", areas, people_csv)
        check("vandong", int(run("sqlite3", database, "SELECT count(*) FROM persons").output), rows)
        seen["vandong"].append(first)
        seen["vandong again"].append(again)
        remove(database)
    return seen


def postgresql(url, lists, rows, runs):
    """COPY and the program, in turn."""
    areas, people_csv, table_csv = lists
    seen = {"COPY": [], "vandong": [], "vandong again": []}
    for _ in range(runs):
        taken, count = copy_import(url, table_csv)
        check("COPY", count, rows)
        seen["COPY"].append(taken)
        with fresh_database(url) as database:
            first, again = own_import(database, areas, people_csv)
            words = ["--tuples-only", "--command", "SELECT count(*) FROM persons"]
            check("vandong", int(psql(database, *words).output), rows)
        seen["vandong"].append(first)
        seen["vandong again"].append(again)
    return seen


def check(name, count, rows):
    """A loader that lost people has won nothing."""
    if count != rows:
        sys.exit(f"{name} stored {count} of {rows} people")


def summary(database, seen, rivals):
    """Medians, and the program's time over the faster rival's."""
    seconds = {name: median([run.seconds for run in runs]) for name, runs in seen.items()}
    best = min(seconds[name] for name in rivals)
    rows = [[f"{database}: {name}", len(runs), seconds[name], min(run.seconds for run in runs),
             round(max(run.peak_mb for run in runs)), seconds[name] / best]
            for name, runs in seen.items()]
    table(["", "runs", "median s", "best s", "peak MB", "to the rival"], rows)
    return {"seconds": {name: round(value, 2) for name, value in seconds.items()},
            "peak_mb": {row[0].split(": ")[1]: row[4] for row in rows},
            "ratio": round(seconds["vandong"] / best, 3)}


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rows", type=int, default=1_000_000, help="people (at most a million)")
    words.add_argument("--runs", type=int, default=3, help="runs of everything")
    words.add_argument("--only", choices=["sqlite", "postgres"], help="leave the other out")
    server = words.add_mutually_exclusive_group()
    server.add_argument("--postgres", action="store_true", help="start a PostgreSQL for the run")
    server.add_argument("--postgres-url", metavar="URL", help="a server on which to make databases")
    args = words.parse_args()
    need("sqlite3", VANDONG)
    with tempfile.TemporaryDirectory(prefix="vandong-bench.") as name:
        folder = pathlib.Path(name)
        lists = write_lists(folder, args.rows)
        size = lists[1].stat().st_size / 1e6
        print(f"{args.rows:,} people, {size:.0f} MB, load average {machine()['load_average'][0]}")
        results = {"rows": args.rows, "list_mb": round(size)}
        if args.only != "postgres":
            seen = sqlite(folder, lists, args.rows, args.runs)
            rivals = ["shell as it comes", "shell, our settings"]
            results["sqlite"] = summary("SQLite", seen, rivals)
        if args.postgres_url:
            seen = postgresql(args.postgres_url, lists, args.rows, args.runs)
            results["postgres"] = summary("PostgreSQL", seen, ["COPY"])
        elif args.postgres:
            with postgres() as url:
                seen = postgresql(url, lists, args.rows, args.runs)
            results["postgres"] = summary("PostgreSQL", seen, ["COPY"])
        report("import", results)


if __name__ == "__main__":
    main()
