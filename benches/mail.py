#!/usr/bin/env python3
"""Sends ten thousand agents their call lists by SMTP, and lets nodemailer send as many letters.

    cargo build --release
    apt-get install -y --no-install-recommends postfix nodejs npm
    npm install --prefix FOLDER nodemailer
    python3 benches/mail.py --nodemailer FOLDER/node_modules [--agents N] [--touches N] [--runs N]
                            [--connections N] [--postgres | --postgres-url URL]

A province is made whose agents all have an email address and a list of --touches households on one
Monday; the lists are imported, planned, approved and published by the program. Then, each time on a
copy of that database, `vandong dispatch --once` does all that a morning needs: it claims the
notices, reads the lists, writes text, HTML and the workbook, opens each attempt in its chain before
the network and closes it after it, and hands the letter to Postfix's `smtp-sink`.

nodemailer sends to the same sink over as many pooled connections: the words of one of our letters,
once with and once without one of our workbooks, read from a folder. It writes no workbook, reads no
list and keeps no record. The sink counts, and every count must be exact. Seconds are those of
sending: of the whole process of ours, of the loop of theirs.
"""

import argparse
import contextlib
import email
import email.policy
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import mail_lists
from common import (VANDONG, fresh_database, machine, median, need, own_environment, postgres, psql,
                    report, run, table)

HERE = pathlib.Path(__file__).resolve().parent
MORNING = "2023-06-05T08:00,1"
COMMITTEE, COORDINATOR = "Hà Thị Minh Châu", "Lò Thị Hiền"
# Workbooks of ours that nodemailer takes in turn.
FILES = 50


class Sink:
    """Postfix's smtp-sink: takes every letter, keeps none, counts them."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.said = folder / f"sink-{self.port}"
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        with open(self.said, "wb") as out:
            self.process = subprocess.Popen(
                ["smtp-sink", "-c", *as_nobody, f"127.0.0.1:{self.port}", "1000"], stdout=out)
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        sys.exit("smtp-sink does not answer")

    def count(self):
        """How many letters it has taken, once it has said so."""
        time.sleep(0.3)
        counts = re.findall(rb"mesg=(\d+)", self.said.read_bytes())
        return int(counts[-1]) if counts else 0

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


@contextlib.contextmanager
def sink(folder):
    """A fresh sink."""
    one = Sink(folder)
    try:
        yield one
    finally:
        one.close()


def settings(folder, port, connections):
    """A file of settings for letters by SMTP, or as files where there is no port."""
    smtp = f'smtp = "smtp://127.0.0.1:{port}"\nconnections = {connections}\n' if port else ""
    path = folder / "vandong.toml"
    path.write_text(
        f'[approval]\ncommittee = ["{COMMITTEE}"]\ncoordinators = ["{COORDINATOR}"]\n'
        f'[mail]\n{smtp}from = "Vận Động <vandong@bhxh.example>"\n'
        f'drop_folder = "{folder / "drop"}"\n[import]\nreject_folder = "{folder / "rejects"}"\n',
        encoding="utf-8")
    return path


def publish(folder, database, agents, touches):
    """Imports the lists and brings their plan into force; nothing is sent."""
    lists = folder / "lists"
    lists.mkdir(exist_ok=True)
    common = [VANDONG, "--config", settings(folder, None, 1), "--database", database,
              "--today", mail_lists.FRIDAY]
    for thing, path in mail_lists.write(lists, agents, touches):
        run(*common, "import", thing, path)
    week = ["--week", mail_lists.WEEK]
    run(*common, "plan", "make", *week)
    for verb, by in [("submit", COORDINATOR), ("approve", COMMITTEE), ("publish", COORDINATOR)]:
        run(*common, "plan", verb, *week, "--by", by)
    shutil.rmtree(lists)


def dispatch(folder, database, agents, connections):
    """One morning of ours: everything that is due goes to a fresh sink."""
    with sink(folder) as one:
        words = ["--config", settings(folder, one.port, connections), "--database", database]
        sent = run(VANDONG, *words, "--fast-clock", MORNING, "dispatch", "--once")
        count = one.count()
    exact(count, agents, "vandong")
    verified = run(VANDONG, *words, "notices", "verify-chain", "--json").output
    if f'"links": {2 * agents}' not in verified:
        sys.exit(f"the chain does not tell of {agents} letters: {verified}")
    return sent


def exact(count, expected, who):
    """Stops when the sink has taken another number of letters."""
    if count != expected:
        sys.exit(f"{who}: the sink took {count} letters of {expected}")


def nodemailer(folder, modules, letters, agents, connections):
    """As many letters by nodemailer; `letters` are its arguments behind the count."""
    with sink(folder) as one:
        words = ["node", HERE / "mail_nodemailer.cjs", one.port, connections, agents, *letters]
        sent = run(*words, environment={**own_environment(), "NODE_PATH": str(modules)})
        count = one.count()
        sent.seconds = float(re.search(r'"seconds":([\d.]+)', sent.output)[1])
    exact(count, agents, "nodemailer")
    return sent


def samples(folder, database):
    """Some of our letters, taken apart: files with text and HTML, and the workbooks."""
    words = ["--config", settings(folder, None, 1), "--database", database]
    run(VANDONG, *words, "--fast-clock", MORNING, "dispatch", "--once")
    at = folder / "samples"
    at.mkdir()
    books, paths = [], []
    for letter in sorted((folder / "drop").glob("*.eml"))[:FILES]:
        one = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
        for kind, name in [("plain", "text"), ("html", "html")]:
            (at / name).write_text(one.get_body([kind]).get_content(), encoding="utf-8")
        for part in one.iter_attachments():
            books.append(at / f"{letter.stem}.xlsx")
            books[-1].write_bytes(part.get_content())
        paths.append(letter.stat().st_size)
    shutil.rmtree(folder / "drop")
    sizes = {
        "letter_bytes": round(sum(paths) / len(paths)),
        "workbook_bytes": round(sum(book.stat().st_size for book in books) / len(books)),
    }
    return [at / "text", at / "html"], books, sizes


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--agents", type=int, default=10_000, help="letters")
    words.add_argument("--touches", type=int, default=25, help="households on each list")
    words.add_argument("--runs", type=int, default=3, help="runs of each")
    words.add_argument("--connections", type=int, default=4, help="connections to the sink")
    words.add_argument("--nodemailer", type=pathlib.Path, required=True, metavar="NODE_MODULES",
                       help="folder in which npm has put nodemailer")
    server = words.add_mutually_exclusive_group()
    server.add_argument("--postgres", action="store_true", help="start a PostgreSQL for the run")
    server.add_argument("--postgres-url", metavar="URL", help="a server on which to make databases")
    args = words.parse_args()
    need(VANDONG, "smtp-sink", "node")
    modules = args.nodemailer.resolve()
    version = re.search(r'"version": "([^"]+)"',
                        (modules / "nodemailer" / "package.json").read_text())[1]
    print(f"load average {machine()['load_average'][0]}, {args.runs} runs of each, medians; "
          f"{args.agents:,} letters with a list of {args.touches} households, "
          f"{args.connections} connections")
    ours, theirs = "vandong, {}", f"nodemailer {version}, {{}}"
    runs = {}
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(
            prefix="vandong-bench.")))
        folder.chmod(0o755)
        base, work = folder / "base.db", folder / "work.db"

        def copy():
            for end in ["", "-wal", "-shm"]:
                pathlib.Path(f"{work}{end}").unlink(missing_ok=True)
            run(VANDONG, "--database", f"sqlite:{base}", "backup", work)
            return f"sqlite:{work}"

        publish(folder, f"sqlite:{base}", args.agents, args.touches)
        texts, books, sizes = samples(folder, copy())
        # As it comes: what is committed must outlive a power cut, here as on SQLite.
        url = stack.enter_context(postgres("")) if args.postgres else args.postgres_url
        if url:
            whole = stack.enter_context(fresh_database(url, "vandong_bench_base"))
            publish(folder, whole, args.agents, args.touches)
        for _ in range(args.runs):
            for what, files in [("with a workbook", [*texts, *books]), ("without", texts)]:
                sent = nodemailer(folder, modules, files, args.agents, args.connections)
                runs.setdefault(theirs.format(what), []).append(sent)
            sent = dispatch(folder, copy(), args.agents, args.connections)
            runs.setdefault(ours.format("SQLite"), []).append(sent)
            if url:
                with fresh_database(url) as database:
                    psql(url, "--command", "DROP DATABASE vandong_bench")
                    psql(url, "--command",
                         "CREATE DATABASE vandong_bench TEMPLATE vandong_bench_base")
                    sent = dispatch(folder, database, args.agents, args.connections)
                runs.setdefault(ours.format("PostgreSQL"), []).append(sent)
    rates = {name: median([args.agents / one.seconds for one in all]) for name, all in runs.items()}
    rival = rates[theirs.format("with a workbook")]
    rows, results = [], {"agents": args.agents, "touches": args.touches,
                         "connections": args.connections, **sizes, "nodemailer": version}
    for name, all in runs.items():
        seconds, cpu = median([one.seconds for one in all]), median([one.cpu for one in all])
        peak = max(one.peak_mb for one in all)
        rows.append([name, round(rates[name]), seconds, cpu, round(peak), rates[name] / rival])
        results[name] = {"per_second": round(rates[name]), "seconds": round(seconds, 2),
                         "cpu_seconds": round(cpu, 2), "peak_mb": round(peak),
                         "ratio": round(rates[name] / rival, 2)}
    table(["letters", "a second", "seconds", "CPU s", "peak MB", "to nodemailer"], rows)
    report("mail", results)


if __name__ == "__main__":
    main()
