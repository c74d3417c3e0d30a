"""The job of `trueup run` on a wide file, said again in SQL and in Python, and compared with its summary."""

import resource
import sys
import time
from decimal import Decimal

from book_sql import COST_DECIMALS, Book, sql_rounded

FEE_TABLE = """CREATE TEMP TABLE fees (rule INTEGER, from_day DATE, to_day DATE, rate BIGINT, fixed BIGINT,
    floor BIGINT, cap BIGINT, decimals INTEGER, sign INTEGER)"""


def compared(book, priced, facts, billed):
    """Totals and disputes of transactions that have a cost in ten-thousandths per component."""
    units = lambda column: f"CAST({column} * {10**COST_DECIMALS} AS BIGINT)"
    parts = []
    for column, component in zip(billed, book.components):
        disputed = f"count(*) FILTER (coalesce({units(column)}, 0) <> expected_{component})"
        sums = f"sum(expected_{component})::BIGINT, sum({units(column)})::BIGINT"
        parts.append(f"{sums}, {disputed}")
    strange = f"count(*) FILTER (coalesce({billed[-1]}, 0) <> 0)"
    return f"SELECT currency, {', '.join(parts)}, {strange} FROM ({priced}) GROUP BY currency ORDER BY currency"


def sql_by_rule(book, source, facts, billed):
    """Each transaction runs through a CASE with a branch per rule."""
    book = Book(book)
    rows = f"SELECT *, CAST(amount * 100 AS BIGINT) AS cents FROM {source}"
    costs = ", ".join(f"{book.sql_cost(name)} AS expected_{name}" for name in book.components)
    return [compared(book, f"SELECT currency, {', '.join(billed)}, {costs} FROM ({rows})", facts, billed)]


def sql_by_combination(book, source, facts, billed):
    """The interchange rule is found once per distinct combination of what rules look at, and joined; the other
    components have few rules, so each transaction runs through theirs."""
    book = Book(book)
    schedules = book.of("interchange")
    named = set().union(*(schedule.covers.keys() for schedule in schedules))
    named |= set().union(*(rule.when.keys() for schedule in schedules for rule in schedule.rules))
    keys = sorted(named - {"amount"})
    # Amounts between two steps of the book are alike: the lower edge stands for them.
    edges = [int(step * 100) for step in book.steps()]
    band = "CASE " + " ".join(f"WHEN cents >= {edge} THEN {edge}" for edge in reversed(edges)) + " ELSE 0 END"
    number, fees = book.sql_rule_number("interchange")
    rows = f"SELECT *, {band} AS band FROM (SELECT *, CAST(amount * 100 AS BIGINT) AS cents FROM {source})"
    values = ", ".join(str(fee).replace("datetime.date", "make_date") for fee in fees)
    distinct = f"SELECT DISTINCT {', '.join(keys)}, band AS cents FROM ({rows})"
    resolved = f"CREATE TEMP TABLE resolved AS SELECT *, {number} AS rule FROM ({distinct})"
    on = " AND ".join(f"t.{key} = r.{key}" for key in keys)
    exact = "least(greatest(t.cents * f.rate + f.fixed, f.floor), f.cap)"
    # Interchange is rounded to cents.
    cost = f"f.sign * 100 * {sql_rounded(exact, 10**6)}"
    others = [name for name in book.components if name != "interchange"]
    selected = ", ".join(f"{book.sql_cost(name)} AS expected_{name}" for name in others)
    base = f"SELECT *, {selected} FROM ({rows})"
    columns = ", ".join(f"t.{column}" for column in ["currency", *billed, *(f"expected_{name}" for name in others)])
    priced = f"""SELECT {columns}, {cost} AS expected_interchange FROM ({base}) t
        JOIN resolved r ON {on} AND t.band = r.cents
        JOIN fees f ON r.rule = f.rule AND t.clearing_date >= f.from_day AND t.clearing_date < f.to_day"""
    return [FEE_TABLE, f"INSERT INTO fees VALUES {values}", resolved, compared(book, priced, facts, billed)]


def summary_says(summary, rows):
    """The summary of a run must have the totals and disputes that SQL found, to the last digit."""
    components = [total["component"] for total in summary["totals"]]
    components = [name for name in dict.fromkeys(components) if name != "gateway_fee"]
    ours = {(total["component"], total["currency"]): total for total in summary["totals"]}
    disputed = 0
    for currency, *figures in rows:
        disputed += figures[-1]
        for place, component in enumerate(components):
            expected, billed, wrong = figures[3 * place : 3 * place + 3]
            disputed += wrong
            total = ours[component, currency]
            for name, units in (("expected", expected), ("billed", billed)):
                if Decimal(total[name]) != Decimal(units).scaleb(-COST_DECIMALS):
                    sys.exit(f"{component} {currency} {name}: trueup {total[name]}, SQL {units} ten-thousandths")
    told = sum(entry["lines"] for entry in summary["verdicts"] if entry["verdict"] == "disputed")
    if told != disputed:
        sys.exit(f"trueup disputes {told} pairs, SQL {disputed}")


def python_loop(folder, source, sample):
    """Prices and compares the first rows one by one; seconds and CPU seconds without reading
    them, and peak memory in MiB."""
    import duckdb

    price = Book(folder / "fee_schedules").pricer()
    answer = duckdb.execute(f"SELECT * FROM {source} LIMIT {sample}")
    names = [column[0] for column in answer.description]
    rows = [dict(zip(names, row)) for row in answer.fetchall()]
    disputed = 0
    started, begun = time.perf_counter(), time.process_time()
    for row in rows:
        for component, expected in price(row).items():
            billed = row[f"billed.{component}"]
            disputed += (billed or Decimal(0)) != expected
    seconds, cpu = time.perf_counter() - started, time.process_time() - begun
    print(f"  the Python loop disputes {disputed} pairs of the sample", file=sys.stderr)
    return seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
