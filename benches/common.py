"""What the benchmarks share: a program timed from outside, a throw-away PostgreSQL, the machine."""

import contextlib
import json
import os
import pathlib
import platform
import pwd
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
VANDONG = TARGET / "vandong"


class Run:
    """One program that ran: wall and CPU seconds, its peak memory and what it printed."""

    def __init__(self, seconds, cpu, peak_mb, output):
        self.seconds, self.cpu, self.peak_mb, self.output = seconds, cpu, peak_mb, output


def run(*command, stdin=None, environment=None):
    """Runs a program to its end; stops the benchmark with its words when it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment or own_environment(),
        )
        if stdin:
            child.stdin.write(stdin.encode())
            child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode != 0:
            words = err.read().decode(errors="replace").strip()
            sys.exit(f"{command[0]} ended with {child.returncode}: {words}")
        cpu = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu, usage.ru_maxrss / 1024, out.read().decode())


def own_environment():
    """The environment without a developer's own settings of the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith("VANDONG_")}


def median(values):
    """The middle of the values that are there."""
    return statistics.median(values)


def need(*programs):
    """Stops when a program is missing, and says which."""
    for program in programs:
        if shutil.which(str(program)) is None:
            sys.exit(f"{program} is missing; see benches/README.md")


def machine():
    """Processor, number of cores, system and how busy it is: every figure needs them beside it."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
        model = names[0] if names else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "date": time.strftime("%Y-%m-%d"),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def table(head, rows):
    """Prints rows under their heads, numbers to the right."""
    cells = [head] + [[shown(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    for row in cells:
        first, *rest = (cell for cell in row)
        line = [first.ljust(widths[0])] + [c.rjust(w) for c, w in zip(rest, widths[1:])]
        print("  ".join(line).rstrip())


def shown(cell):
    """A cell as text: seconds and ratios with two decimals, counts in thousands."""
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str("" if cell is None else cell)


def report(name, results):
    """Prints everything as one line of JSON, the last of the output."""
    print(json.dumps({"bench": name, "machine": machine(), **results}, ensure_ascii=False))


# Where nothing has to survive a crash, as in tests/run.
FLEETING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


@contextlib.contextmanager
def postgres(settings=FLEETING):
    """A PostgreSQL of our own on a unix socket, gone at the end; gives its URL.

    It refuses to run as root: root starts it as the user postgres.
    """
    binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if shutil.which("initdb"):
        binaries.append(pathlib.Path(shutil.which("initdb")).resolve().parent)
    usable = [at for at in binaries if (at / "initdb").exists() and (at / "postgres").exists()]
    if not usable:
        sys.exit("no initdb and postgres beside each other; give --postgres-url")
    # Under /tmp: the server's user must enter it, and a socket's path may not be long.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vandong-bench.", dir="/tmp"))
    folder.chmod(0o711)
    data, socket = folder / "data", folder / "socket"
    become = {}
    for made in (data, socket):
        made.mkdir(mode=0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        for made in (data, socket):
            os.chown(made, user.pw_uid, user.pw_gid)

    def server(program, *words):
        subprocess.run(
            [usable[0] / program, "--pgdata", data, *words],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **become,
        )

    try:
        server("initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
               "--locale", "C.UTF-8", "--no-sync")
        with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(
                f"listen_addresses = ''\nunix_socket_directories = '{socket}'\n{settings}"
            )
        server("pg_ctl", "start", "--silent", "--wait", "--log", data / "server.log")
        try:
            yield f"postgres://postgres@{str(socket).replace('/', '%2F')}/postgres"
        finally:
            server("pg_ctl", "stop", "--silent", "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def psql(url, *words, stdin=None):
    """Runs psql quietly; the first error ends it."""
    return run("psql", url, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", *words,
               stdin=stdin)


@contextlib.contextmanager
def fresh_database(url, name="vandong_bench"):
    """An empty database on the server of `url`, dropped at the end; gives its URL."""
    base, _, _ = url.rpartition("/")
    psql(url, "--command", f"DROP DATABASE IF EXISTS {name}")
    psql(url, "--command", f"CREATE DATABASE {name}")
    try:
        yield f"{base}/{name}"
    finally:
        psql(url, "--command", f"DROP DATABASE {name}")
