//! A small report with every kind, two currencies and the ids that spreadsheets spoil.

use crate::facts::{OtherRow, RejectRow, RowCheck, UnknownValue};
use crate::money::{Currency, Date, Decimal};
use crate::reconcile::{Kind, Verdict};
use crate::report::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn amount(text: &str) -> Option<Decimal> {
    (!text.is_empty()).then(|| d(text))
}

fn day(day: u32) -> Option<Date> {
    Date::from_ymd_opt(2026, 5, day)
}

fn row(
    id: &str,
    kind: Kind,
    [expected, billed, variance, currency]: [&str; 4],
    cause: &str,
) -> ComparisonRow {
    ComparisonRow {
        transaction_id: id.into(),
        event: if id == "00042" { "refund" } else { "sale" }.into(),
        component: "interchange".into(),
        schedule: "eu".into(),
        rule: "debit".into(),
        fee: "1.65% + 0.10".into(),
        fee_in_words: "1.65% + 0.10 on 45.00 = 0.84".into(),
        expected: amount(expected),
        billed: amount(billed),
        variance: amount(variance),
        currency: Currency::parse(currency),
        kind,
        cause: cause.into(),
        dated: day(1),
        merchant_id: "M-1".into(),
        billed_as: String::new(),
    }
}

/// One row per kind.
pub(in crate::report) fn comparisons() -> Vec<ComparisonRow> {
    vec![
        row("T1", Kind::Exact, ["0.84", "0.84", "0", "EUR"], ""),
        row(
            "T1b",
            Kind::WithinRounding,
            ["0.837", "0.84", "0.003", "EUR"],
            "within the rounding of its group",
        ),
        row("T2", Kind::WithinTolerance, ["0.84", "0.85", "0.01", "EUR"], ""),
        row("=1+1", Kind::Overbilled, ["0.84", "1.10", "0.26", "EUR"], "billed at the credit rate"),
        row("00042", Kind::WrongCurrency, ["", "0.000000000001", "", "EUR"], "billed in EUR"),
        row("T-tie-b", Kind::Duplicate, ["", "0.3", "0.3", "EUR"], "billed before"),
        row("T-tie-a", Kind::Underbilled, ["0.9", "0.6", "-0.3", "EUR"], "billed at another rate"),
        row("@sum", Kind::Unexpected, ["", "1.10", "1.10", "EUR"], "nothing was expected"),
        row("T8", Kind::Unbilled, ["500", "", "-500", "JPY"], "not billed in 62 days"),
        row("T9", Kind::Unpriced, ["", "0.40", "", "EUR"], "unpriced"),
        row("T10", Kind::UnknownAttribute, ["", "0.40", "", "EUR"], "unknown_attribute: product"),
        row("T11", Kind::NoRate, ["", "0.40", "", "EUR"], "no_rate: 2026-05-01"),
        row("T12", Kind::NotYetBilled, ["0.84", "", "", "EUR"], "not_yet_billed"),
    ]
}

/// The verdict totals of [`comparisons`], one per row.
fn verdicts(rows: &[ComparisonRow]) -> Vec<VerdictTotal> {
    let total = |row: &ComparisonRow| VerdictTotal {
        component: row.component.clone(),
        kind: row.kind,
        currency: row.currency,
        lines: 1,
        billed: row.billed.unwrap_or_default(),
        expected: row.expected.unwrap_or_default(),
        variance: row.variance.unwrap_or_default(),
    };
    rows.iter().map(total).collect()
}

fn total(currency: &str, expected: &str, billed: &str, variance: &str) -> Total {
    let currency = Currency::parse(currency).unwrap();
    let component = "interchange".into();
    let (expected, billed, variance) = (d(expected), d(billed), d(variance));
    Total { component, currency, expected, billed, variance, unproven: billed - expected - variance }
}

/// The input rows of the sample that are no transaction.
pub(in crate::report) fn other_rows() -> Vec<OtherRow> {
    vec![OtherRow {
        file: "billed.csv".into(),
        row: 9,
        kind: "MerchantPayout".into(),
        reference: "TX1".into(),
        amount: amount("-120.5"),
        currency: Currency::parse("EUR"),
    }]
}

/// The checked rows of the sample, of which one does not hold.
pub(in crate::report) fn row_checks() -> Vec<RowCheck> {
    let check = |(id, stated, holds): (&str, &str, bool)| RowCheck {
        file: "billed.csv".into(),
        row: 3,
        transaction_id: id.into(),
        stated: amount(stated),
        computed: amount("1.2"),
        holds,
    };
    [("T1", "1.2", true), ("T2", "1.1", false)].map(check).to_vec()
}

/// A report that is outside its gates.
pub(in crate::report) fn report() -> Report {
    report_of(&comparisons(), usize::MAX)
}

/// The same with other rows, and at most so many of a kind in the workbook.
pub(in crate::report) fn report_of(comparisons: &[ComparisonRow], most: usize) -> Report {
    let (mut charged, mut unproven_reasons) = (Charged::default(), UnprovenReasons::default());
    let (mut disputed, mut unproven) = (Top::new(most), Top::new(most));
    for row in comparisons {
        charged.add(row).unwrap();
        unproven_reasons.add(row).unwrap();
        match row.kind.verdict() {
            Verdict::Agreed => {}
            Verdict::Disputed => disputed.add(row),
            Verdict::Unproven => unproven.add(row),
        }
    }
    let share = |component: &str, share| Coverage { component: component.into(), share };
    Report {
        name: "acme-nightly".into(),
        run_id: "2026-05-31-4f1c".into(),
        as_of: day(31),
        rows: RowCounts { read: 12, priced: 8, unpriced: 3, rejected: 1, other: 1 },
        billed_lines: BilledCounts { read: 10, paired: 7, unexpected: 1, duplicate: 1, rejected: 1 },
        totals: vec![
            total("EUR", "4.26", "5.990000000001", "1.730000000001"),
            total("JPY", "500", "0", "-500"),
        ],
        verdicts: verdicts(comparisons),
        coverage: vec![
            share("interchange", Some(d("0.9987"))),
            share("tax", None),
            share("total", Some(d("0.9987"))),
        ],
        findings: vec![Finding {
            id: "F1".into(),
            kind: Kind::Overbilled,
            component: "interchange".into(),
            cause: "billed at the credit rate | scheme".into(),
            place: "eu/debit".into(),
            lines: 1,
            variance: d("0.26"),
            currency: Currency::parse("EUR"),
            first_dated: day(1),
            last_dated: day(1),
        }],
        gates: vec![Gate {
            name: "overbilled_at_most EUR".into(),
            limit: "1.00".into(),
            value: "1.66".into(),
            passed: false,
        }],
        comparison_rows: comparisons.len() as u64,
        charged,
        unproven_reasons,
        disputed: disputed.shown(),
        unproven: unproven.shown(),
        rejects: vec![RejectRow {
            file: "billed.csv".into(),
            row: 7,
            column: "amount".into(),
            reason: "has a comma".into(),
            value: "1,50".into(),
        }],
        other_rows: Shown::first(other_rows(), most),
        row_checks: RowCheckCounts { checked: 2, broken: 1 },
        broken_checks: Shown::first(row_checks().into_iter().filter(|check| !check.holds), most),
        unknown_values: vec![UnknownValue {
            attribute: "funding".into(),
            value: "cash|on delivery".into(),
            rows: 2,
        }],
        aggregate_gaps: vec![AggregateGap {
            aggregate: "monthly_volume".into(),
            rows: 3,
            why: "not counted: the amount to add is unknown".into(),
        }],
        rules: vec![rule("debit", 4, Currency::parse("EUR"), "3.36"), rule("credit", 0, None, "0")],
        past_review: vec![PastReview {
            schedule: "eu".into(),
            source: "https://acme.example/rates".into(),
            verified_on: None,
            review_by: Date::from_ymd_opt(2026, 4, 1).unwrap(),
        }],
        inputs: vec![Input {
            role: "billed".into(),
            path: "data/billed.csv".into(),
            bytes: 2_048,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            rows: Some(10),
        }],
        engine: "trueup 0.1.0".into(),
        parameters: vec![("gates.overbilled_at_most.EUR".into(), "1.00".into())],
        exit_code: 1,
    }
}

fn rule(id: &str, lines: u64, currency: Option<Currency>, expected: &str) -> RuleUse {
    RuleUse {
        component: "interchange".into(),
        schedule: "eu".into(),
        rule: id.into(),
        name: format!("EEA {id}, consumer"),
        lines,
        currency,
        expected: d(expected),
    }
}
