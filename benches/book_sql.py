"""The pricing of a generated book as SQL for DuckDB, and as a plain Python loop over decimals.

Covers what examples/generate writes: schedules that take the first true rule, plain fees with dates, groups that
are not nested, and rounding half up per line. Anything else stops with a message, so that nothing is priced wrongly.

All SQL arithmetic is on whole numbers, so it is exact: amounts in cents, rates in millionths, costs before rounding
in hundred-millionths, and costs in ten-thousandths.
"""

import datetime
import operator
import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

EXACT_DECIMALS = 8  # cents times millionths
COST_DECIMALS = 4

FEE = re.compile(
    r"(?:(?P<rate>\d+(?:\.\d+)?)%)?(?: \+ )?(?P<fixed>\d+(?:\.\d+)?)?"
    r"(?:, min (?P<min>\d+(?:\.\d+)?))?(?:, max (?P<max>\d+(?:\.\d+)?))?"
)


class Fee:
    """A percentage, a fixed amount, a floor and a cap, as decimals."""

    def __init__(self, text):
        found = FEE.fullmatch(text)
        if not found:
            raise SystemExit(f"book_sql does not know the fee {text!r}")
        number = lambda name: Decimal(found[name]) if found[name] else None
        self.rate = (number("rate") or Decimal(0)) / 100
        self.fixed, self.min, self.max = number("fixed") or Decimal(0), number("min"), number("max")

    def cost(self, amount):
        cost = amount * self.rate + self.fixed
        if self.min is not None:
            cost = max(cost, self.min)
        return cost if self.max is None else min(cost, self.max)

    def whole(self):
        """Rate, fixed, min and max as whole numbers; no floor is 0, and no cap is larger than any cost."""
        scaled = lambda value, by: int_exactly(value * 10**by)
        cap = 2**60 if self.max is None else scaled(self.max, EXACT_DECIMALS)
        floor = 0 if self.min is None else scaled(self.min, EXACT_DECIMALS)
        return scaled(self.rate, 6), scaled(self.fixed, EXACT_DECIMALS), floor, cap


class Rule:
    def __init__(self, entry):
        known = {"id", "name", "when", "fee", "direction"}
        if set(entry) - known:
            raise SystemExit(f"book_sql does not know {sorted(set(entry) - known)} of rule {entry.get('id')}")
        self.id, self.when = entry["id"], entry.get("when", {})
        self.sign = -1 if entry.get("direction") == "credit" else 1
        fee = entry["fee"]
        dated = fee if isinstance(fee, dict) else {"1950-01-01": fee}
        days = ((datetime.date.fromisoformat(str(day)), Fee(text)) for day, text in dated.items())
        self.fees = sorted(days, key=lambda pair: pair[0])

    def fee_on(self, day):
        return [fee for start, fee in self.fees if start <= day][-1]


class Schedule:
    def __init__(self, toml, rounding):
        head = toml["schedule"]
        rounding = head.get("rounding", rounding)
        fits = head["select"] == "first" and head["dated_by"] == "clearing_date" and "basis" not in head
        if not fits or rounding["mode"] != "half_up" or rounding["per"] != "line" or "adjustment" in toml:
            raise SystemExit(f"book_sql does not know how {head['id']} selects or rounds")
        self.id, self.component = head["id"], head["component"]
        self.decimals, self.covers = rounding["decimals"], toml["covers"]
        self.rules = [Rule(entry) for entry in toml["rule"]]


class Book:
    def __init__(self, folder):
        self.groups, self.schedules = {}, []
        files = {path.name: tomllib.loads(path.read_text()) for path in sorted(Path(folder).rglob("*.toml"))}
        book = files.pop("book.toml")
        self.components = list(book["components"])
        for toml in files.values():
            if "schedule" in toml:
                self.schedules.append(Schedule(toml, book.get("rounding", {})))
            else:
                self.groups.update(toml["groups"])

    def of(self, component):
        return [schedule for schedule in self.schedules if schedule.component == component]

    def days(self):
        """The days on which some fee changes."""
        rules = (rule for schedule in self.schedules for rule in schedule.rules)
        return sorted({start for rule in rules for start, _ in rule.fees[1:]})

    def steps(self):
        """The amounts at which some condition changes."""
        found = set()
        for schedule in self.schedules:
            for condition in [schedule.covers] + [rule.when for rule in schedule.rules]:
                found.update(Decimal(edge) for edge in condition.get("amount", {}).values())
        return sorted(found)

    # Conditions -----------------------------------------------------------------------------------

    def values(self, written):
        """The values of a condition with its groups opened."""
        for value in written if isinstance(written, list) else [written]:
            if isinstance(value, str) and value.startswith("@"):
                yield from self.values(self.groups[value[1:]])
            else:
                yield value

    def sql(self, condition):
        """A conjunction as SQL over the columns of the transactions."""
        parts = [self.sql_test(attribute, written) for attribute, written in condition.items()]
        return " AND ".join(parts) or "TRUE"

    def sql_test(self, attribute, written):
        if attribute == "amount":
            signs = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
            edges = [f"cents {signs[name]} {int_exactly(Decimal(edge) * 100)}" for name, edge in written.items()]
            return " AND ".join(edges)
        if attribute == "domestic":
            return f"issuer_country {'=' if written else '<>'} merchant_country"
        if isinstance(written, dict):
            return f"NOT ({self.sql_test(attribute, written['not'])})"
        values = list(self.values(written))
        single = ", ".join(f"'{value}'" for value in values if ".." not in value)
        tests = [f"{attribute} IN ({single})"] if single else []
        for first, last in (value.split("..") for value in values if ".." in value):
            tests.append(f"{attribute} BETWEEN '{first}' AND '{last}'")
        return f"({' OR '.join(tests)})"

    def predicate(self, condition):
        """A conjunction as a function of a row."""
        tests = [self.test(attribute, written) for attribute, written in condition.items()]
        return lambda row: all(test(row) for test in tests)

    def test(self, attribute, written):
        if attribute == "domestic":
            return lambda row: (row["issuer_country"] == row["merchant_country"]) == written
        if attribute == "amount":
            signs = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}
            edges = [(signs[name], Decimal(edge)) for name, edge in written.items()]
            return lambda row: all(compare(row["amount"], edge) for compare, edge in edges)
        if isinstance(written, dict):
            wrong = self.test(attribute, written["not"])
            return lambda row: not wrong(row)
        values = list(self.values(written))
        single = {value for value in values if ".." not in value}
        ranges = [tuple(value.split("..")) for value in values if ".." in value]
        if not ranges:
            return lambda row: row[attribute] in single
        within = lambda value: any(first <= value <= last for first, last in ranges)
        return lambda row: row[attribute] in single or within(row[attribute])

    # Pricing --------------------------------------------------------------------------------------

    def sql_cost(self, component):
        """The cost of a component in ten-thousandths: one CASE per schedule, one branch per rule."""
        costs = []
        for schedule in self.of(component):
            branches = []
            for rule in schedule.rules:
                condition = f"{self.sql(schedule.covers)} AND {self.sql(rule.when)}"
                branches.append(f"WHEN {condition} THEN {sql_fees(rule, schedule.decimals)}")
            costs.append(f"coalesce(CASE {' '.join(branches)} END, 0)")
        return " + ".join(costs)

    def sql_rule_number(self, component):
        """A number for the rule of a component of which one schedule covers a transaction, and the numbers' fees."""
        branches, fees, number = [], [], 0
        for schedule in self.of(component):
            for rule in schedule.rules:
                branches.append(f"WHEN {self.sql(schedule.covers)} AND {self.sql(rule.when)} THEN {number}")
                ends = [start for start, _ in rule.fees[1:]] + [datetime.date(2100, 1, 1)]
                for (start, fee), end in zip(rule.fees, ends):
                    fees.append((number, start, end, *fee.whole(), schedule.decimals, rule.sign))
                number += 1
        return f"CASE {' '.join(branches)} END", fees

    def pricer(self):
        """A function of a row that gives its costs by component, rule by rule in their order, in decimals."""
        schedules = [
            (schedule, self.predicate(schedule.covers), [(self.predicate(rule.when), rule) for rule in schedule.rules])
            for schedule in self.schedules
        ]

        def price(row):
            costs = {component: Decimal(0) for component in self.components}
            for schedule, covers, rules in schedules:
                if covers(row):
                    rule = next(rule for holds, rule in rules if holds(row))
                    exact = rule.fee_on(row["clearing_date"]).cost(row["amount"])
                    rounded = exact.quantize(Decimal(1).scaleb(-schedule.decimals), ROUND_HALF_UP)
                    costs[schedule.component] += rule.sign * rounded
            return costs

        return price


def sql_fees(rule, decimals):
    (_, first), later = rule.fees[0], rule.fees[1:]
    if not later:
        return sql_fee(first, decimals, rule.sign)
    branches = [
        f"WHEN clearing_date >= DATE '{start}' THEN {sql_fee(fee, decimals, rule.sign)}" for start, fee in reversed(later)
    ]
    return f"(CASE {' '.join(branches)} ELSE {sql_fee(first, decimals, rule.sign)} END)"


def sql_fee(fee, decimals, sign):
    rate, fixed, floor, cap = fee.whole()
    exact = f"cents * {rate} + {fixed}" if rate else str(fixed)
    if fee.min is not None:
        exact = f"greatest({exact}, {floor})"
    if fee.max is not None:
        exact = f"least({exact}, {cap})"
    rounded = sql_rounded(f"({exact})", 10 ** (EXACT_DECIMALS - decimals))
    return f"{sign * 10 ** (COST_DECIMALS - decimals)} * {rounded}"


def sql_rounded(exact, one):
    """Half up, of a number that is not negative: `one` is the last digit that stays."""
    return f"(({exact} + {one} // 2) // {one})"


def int_exactly(value):
    whole = int(value)
    if whole != value:
        raise SystemExit(f"book_sql cannot hold {value} exactly")
    return whole
