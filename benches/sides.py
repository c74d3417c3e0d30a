"""Runs trueup and DuckDB as programs of their own, with their wall time, CPU time and peak memory."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

THREADS = 2


@dataclass
class Run:
    seconds: float
    cpu_seconds: float
    peak_mib: int
    rows: list


def used_by(process, what):
    """Waits for a program; its CPU time in seconds, and its peak memory in MiB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{what} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def duckdb(statements):
    """Runs SQL statements, the last of which gives rows. The time is that of the statements alone."""
    command = [sys.executable, "-I", "-c", RUNNER, str(THREADS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(json.dumps(statements))
    process.stdin.close()
    answer = process.stdout.read()
    cpu, peak = used_by(process, "DuckDB")
    answer = json.loads(answer)
    return Run(answer["seconds"], cpu, peak, answer["rows"])


# Amounts are whole numbers or text, so JSON loses nothing.
RUNNER = """
import duckdb, json, sys, time
statements = json.load(sys.stdin)
connection = duckdb.connect(config={"threads": int(sys.argv[1])})
connection.execute("SET enable_progress_bar = false")
started = time.perf_counter()
for statement in statements:
    result = connection.execute(statement)
rows = result.fetchall()
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "rows": rows}, default=str))
"""


@dataclass
class Trueup:
    program: Path
    memory: str | None

    def run(self, folder, costs=False):
        """Runs the job of a folder; the rows are its summary."""
        reports = folder / "reports"
        shutil.rmtree(reports, ignore_errors=True)
        command = [self.program, "run", folder / "trueup.toml"]
        command += [] if costs else ["--no-costs"]
        command += ["--memory", self.memory] if self.memory else []
        environment = os.environ | {"RAYON_NUM_THREADS": str(THREADS), "POLARS_MAX_THREADS": str(THREADS)}
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        cpu, peak = used_by(process, "trueup")
        seconds = time.perf_counter() - started
        [summary] = reports.glob("generated/*/summary.json")
        return Run(seconds, cpu, peak, json.loads(summary.read_text()))

    def generate(self, generator, folder, *arguments):
        """Makes the input of a folder, unless it is there."""
        if not (folder / "planted.json").exists():
            print(f"generating {folder}", file=sys.stderr)
            command = [generator, "--out", folder, *map(str, arguments)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder
