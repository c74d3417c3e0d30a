#!/usr/bin/env python3
"""Runs trueup and DuckDB side by side on the same generated files, and prints the medians and their ratio.

    pip install duckdb
    cargo build --release --example generate --bin trueup
    python3 benches/compare.py --work /tmp/compare --transactions 10000000

Both have two threads. Runs alternate, so that both meet the same machine. Every figure that both work out is
compared to the last digit; a difference ends the comparison.
"""

import argparse
import concurrent.futures
import importlib.util
import json
import os
import statistics
import sys
from pathlib import Path

from pricing import python_loop, sql_by_combination, sql_by_rule, summary_says
from sides import Run, Trueup, duckdb

FACTS = (
    "transaction_id event amount currency clearing_date merchant_id merchant_country merchant_tier mcc network "
    "funding product segment issuer_country channel entry"
).split()
BILLED = ['"billed.interchange"', '"billed.scheme_fee"', '"billed.markup"', '"billed.gateway_fee"']


class Comparison:
    """What is to be compared, and the rows of the table so far."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.trueup = Trueup(arguments.trueup, arguments.memory)
        self.rows = []

    def input(self, name, transactions, *arguments):
        folder = self.arguments.work / f"{name}-{transactions}"
        ready = self.arguments.data and self.arguments.data / name / "planted.json"
        if ready and ready.exists() and json.loads(ready.read_text())["transactions"] == transactions:
            return ready.parent
        generator = self.arguments.trueup.parent / "examples" / "generate"
        return self.trueup.generate(generator, folder, "--transactions", transactions, *arguments)

    def side_by_side(self, what, theirs, ours, check=None):
        """Runs both in turn; `theirs` and `ours` give a Run."""
        pairs = []
        for _ in range(self.arguments.runs):
            pairs.append((theirs(), ours()))
            if check:
                check(*pairs[-1])
            print(f"  {what}: {pairs[-1][0].seconds:.2f} s, {pairs[-1][1].seconds:.2f} s", file=sys.stderr)
        self.add(what, median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))

    def add(self, what, theirs, ours):
        ratio = f"{ours.seconds / theirs.seconds:.2f}" if theirs else ""
        told = lambda run: f"{run.seconds:.2f} s | {run.cpu_seconds:.1f} s | {run.peak_mib} MiB" if run else " | | "
        self.rows.append(f"| {what} | {told(theirs)} | {told(ours)} | {ratio} |")

    def table(self):
        head = "| what | other | CPU | memory | trueup | CPU | memory | trueup ÷ other |"
        return "\n".join([head, "|---|" + "---:|" * 7, *self.rows])


def median(runs):
    runs = list(runs)
    seconds = statistics.median(run.seconds for run in runs)
    cpu_seconds = statistics.median(run.cpu_seconds for run in runs)
    return Run(seconds, cpu_seconds, max(run.peak_mib for run in runs), runs[0].rows)


def parquet(folder, kind):
    return f"read_parquet('{folder}/data/{kind}*.parquet')"


def touch(columns):
    """Aggregates that make DuckDB read every value of the columns."""
    numbers = {"amount", *BILLED}
    return ", ".join(f"{'sum' if column in numbers else 'max'}({column})" for column in columns)


def scan(comparison):
    """1: reading the wide file."""
    count = comparison.arguments.transactions
    folder = comparison.input("wide", count, "--wide")
    query = f"SELECT count(*), {touch(FACTS + BILLED)} FROM {parquet(folder, 'transactions')}"
    comparison.side_by_side(
        f"wide, {count:,}: scan and sum every column, against the whole job",
        lambda: duckdb([query]),
        lambda: comparison.trueup.run(folder),
    )


def joined(folder):
    facts = ", ".join(f"t.{column}" for column in FACTS if column not in ("transaction_id", "event"))
    lines, rows = parquet(folder, "billed"), parquet(folder, "transactions")
    columns = f"b.transaction_id, b.event, b.component, b.amount AS billed, b.currency AS billed_currency, {facts}"
    return f"SELECT {columns} FROM {lines} b LEFT JOIN {rows} t USING (transaction_id, event)"


def join(comparison):
    """2: joining the lines with the transactions."""
    count = comparison.arguments.transactions
    folder = comparison.input("long", count)
    others = [column for column in FACTS if column not in ("transaction_id", "event", "amount", "currency")]
    sums = ", ".join(f"max({column})" for column in others)
    query = f"SELECT component, currency, count(*), sum(billed), sum(amount), {sums} FROM ({joined(folder)}) GROUP BY ALL"
    comparison.side_by_side(
        f"long, {count:,} and their lines: join and aggregate, against the whole job",
        lambda: duckdb([query]),
        lambda: comparison.trueup.run(folder),
    )


def costs(comparison):
    """3: writing what costs.parquet has."""
    count = comparison.arguments.transactions
    folder = comparison.input("long", count)
    target = comparison.arguments.work / "costs.parquet"
    amount = "billed::DECIMAL(38, 12)"
    select = f"""SELECT transaction_id, event, component, component || '-eur' AS schedule, 'r00001' AS rule,
        '1.155% + 0.10' AS fee, {amount} AS expected, {amount} AS billed, 0::DECIMAL(38, 12) AS variance, currency,
        'agreed' AS verdict, 'exact' AS kind, NULL::VARCHAR AS cause, clearing_date AS dated, merchant_id,
        NULL::VARCHAR AS billed_as FROM ({joined(folder)})"""
    comparison.side_by_side(
        f"long, {count:,}: join and write the columns of costs.parquet, against the whole job with costs.parquet",
        lambda: duckdb([f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"]),
        lambda: comparison.trueup.run(folder, costs=True),
    )
    target.unlink(missing_ok=True)


def priced(comparison):
    """4: the same pricing and comparison as SQL."""
    count = comparison.arguments.transactions
    folder = comparison.input("wide", count, "--wide")
    source = parquet(folder, "transactions")
    for how, statements in (("CASE per rule", sql_by_rule), ("CASE once per combination", sql_by_combination)):
        comparison.side_by_side(
            f"wide, {count:,}: the same costs and disputes, {how}",
            lambda: duckdb(statements(folder / "fee_schedules", source, FACTS, BILLED)),
            lambda: comparison.trueup.run(folder),
            check=lambda theirs, ours: summary_says(ours.rows, theirs.rows),
        )


def csv(comparison):
    """5: a CSV file of about a gigabyte."""
    count = comparison.arguments.csv_transactions
    folder = comparison.input("csv", count, "--wide", "--format", "csv")
    every = ", ".join(f"max({column})" for column in FACTS + BILLED)
    query = f"SELECT count(*), {every} FROM read_csv('{folder}/data/transactions*.csv', all_varchar = true)"
    size = sum(path.stat().st_size for path in folder.glob("data/*.csv")) / 10**9
    comparison.side_by_side(
        f"CSV, {count:,}, {size:.2f} GB: scan every column as text, against the whole job",
        lambda: duckdb([query]),
        lambda: comparison.trueup.run(folder),
    )


def rules(comparison):
    """6: ten thousand rules against a hundred, where the book is a large part of the work and where it is a small one."""
    for count in (comparison.arguments.transactions // 10, comparison.arguments.transactions):
        few, many = (
            comparison.input(f"rules-{rules}", count, "--wide", "--rules", rules) for rules in (100, 10_000)
        )
        comparison.side_by_side(
            f"wide, {count:,}: trueup with 100 rules, against trueup with 10,000",
            lambda: comparison.trueup.run(few),
            lambda: comparison.trueup.run(many),
        )


def loop(comparison):
    """7: a plain Python loop over decimals."""
    count = comparison.arguments.transactions
    folder = comparison.input("wide", count, "--wide")
    sample = min(100_000, count)
    # A process of its own: the peak memory of a program counts that of the one which started it.
    with concurrent.futures.ProcessPoolExecutor(1) as apart:
        task = apart.submit(python_loop, folder, parquet(folder, "transactions"), sample)
        seconds, cpu, peak = task.result()
    ours = median([comparison.trueup.run(folder) for _ in range(comparison.arguments.runs)])
    theirs = Run(seconds * count / sample, cpu * count / sample, peak, [])
    comparison.add(f"wide, {count:,}: Python loop, extrapolated from {sample:,}", theirs, ours)


def memory(comparison):
    """8: peak memory as inputs grow."""
    for count in comparison.arguments.memory_transactions:
        folder = comparison.input("long", count)
        comparison.add(f"long, {count:,}: memory", None, comparison.trueup.run(folder, costs=True))


ALL = {part.__name__: part for part in (scan, join, costs, priced, csv, rules, loop, memory)}


def main():
    target = Path(os.environ.get("CARGO_TARGET_DIR", Path(__file__).parent.parent / "target"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--work", type=Path, required=True, help="folder for inputs, which are kept, and outputs")
    add("--data", type=Path, help="folder of ready inputs called wide, long, csv, rules-100, rules-10000; used where the size fits")
    add("--transactions", type=int, default=10_000_000)
    add("--csv-transactions", type=int, default=7_000_000)
    add("--memory-transactions", type=int, nargs="+", default=[1_000_000, 10_000_000])
    add("--memory", help="what trueup is told with --memory, such as 2GiB")
    add("--runs", type=int, default=5)
    add("--only", nargs="+", choices=ALL, default=list(ALL))
    add("--trueup", type=Path, default=target / "release" / "trueup")
    add("--markdown", type=Path, help="file to write the table to")
    arguments = parser.parse_args()
    if not importlib.util.find_spec("duckdb"):
        sys.exit("DuckDB is missing: pip install duckdb")
    if not arguments.trueup.exists():
        sys.exit(f"there is no {arguments.trueup}: cargo build --release --example generate --bin trueup")
    arguments.work.mkdir(parents=True, exist_ok=True)
    comparison = Comparison(arguments)
    for name in arguments.only:
        ALL[name](comparison)
    print(comparison.table())
    if arguments.markdown:
        arguments.markdown.write_text(comparison.table() + "\n")


if __name__ == "__main__":
    main()
