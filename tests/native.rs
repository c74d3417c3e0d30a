//! The native layouts end to end: transactions and long-form billed lines in files of their own,
//! every kind that this version knows, and files that agree with each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{only_report, records, say, summary};
use polars::prelude::{DataType, ParquetReader, SerReader};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const BOOK: &str = r#"
language = 1
name     = "native"
[components.interchange]
schedules = "one"
[rounding]
mode     = "half_up"
decimals = "currency"
per      = "line"
"#;

const SCHEDULE: &str = r#"
[schedule]
id        = "ic"
component = "interchange"
currency  = "EUR"
select    = "first"
dated_by  = "clearing_date"
[covers]
event = "sale"
[[rule]]
id   = "debit"
when = { funding = "debit" }
[rule.fee]
2026-01-01 = "1%"
[[rule]]
id   = "large-credit"
when = { funding = "credit", amount = { at_least = "1000" } }
billed_as = ["LARGE"]
[rule.fee]
2026-01-01 = "0.50"
"#;

const TRANSACTIONS: &str = "\
transaction_id,event,amount,currency,funding,clearing_date,merchant_id
exact,sale,100.00,EUR,debit,2026-05-01,M1
tolerated,sale,100.00,EUR,debit,2026-05-02,M1
over,sale,100.00,EUR,debit,2026-05-03,M1
under,sale,100.00,EUR,debit,2026-05-04,M1
unbilled,sale,100.00,EUR,debit,2026-05-05,M1
notyet,sale,100.00,EUR,debit,2026-05-30,M1
unpriced,sale,100.00,EUR,credit,2026-05-06,M1
unknown,sale,100.00,EUR,,2026-05-07,M1
norate,sale,100.00,EUR,debit,2025-05-07,M1
nofx,sale,100.00,GBP,debit,2026-05-08,M1
twice,sale,100.00,EUR,debit,2026-05-09,M1
split,sale,100.00,EUR,debit,2026-05-10,M1
dollars,sale,100.00,EUR,debit,2026-05-11,M1
refunded,refund,100.00,EUR,debit,2026-05-12,M1
spoiled,sale,1x,EUR,debit,2026-05-13,M1
";

const BILLED: &str = "\
transaction_id,event,component,amount,currency,billed_as,billed_on,line_id
exact,sale,interchange,1.00,EUR,IC,2026-05-02,1
tolerated,,interchange,1.01,EUR,IC,2026-05-03,2
over,sale,interchange,1.50,EUR,IC,2026-05-04,3
under,sale,interchange,0.75,EUR,IC,2026-05-05,4
unpriced,sale,interchange,0.30,EUR,IC,2026-05-07,5
unknown,sale,interchange,0.30,EUR,IC,2026-05-08,6
norate,sale,interchange,0.30,EUR,IC,2026-05-08,7
nofx,sale,interchange,1.00,EUR,IC,2026-05-09,8
twice,sale,interchange,1.00,EUR,IC,2026-05-10,9
twice,sale,interchange,1.00,EUR,IC,2026-05-10,9
split,sale,interchange,0.40,EUR,IC,2026-05-11,10
split,sale,interchange,0.60,EUR,IC,2026-05-11,11
dollars,sale,interchange,1.08,USD,IC,2026-05-12,12
refunded,refund,interchange,0.20,EUR,IC,2026-05-13,13
nobody,sale,interchange,0.11,EUR,IC,2026-05-13,14
exact,sale,gateway,0.05,EUR,GW,2026-05-13,15
broken,sale,interchange,lots,EUR,IC,2026-05-13,16
spoiled,sale,interchange,0.40,EUR,IC,2026-05-14,17
";

const CONFIG: &str = r#"
[run]
name    = "native"
book    = "book"
reports = "reports"
as_of   = 2026-05-31
[transactions]
files   = ["transactions.csv"]
profile = "trueup"
[billed]
files   = ["billed.csv"]
profile = "trueup"
[tolerance]
interchange = { absolute = "0.01" }
[lag]
interchange = { days = 10 }
[gates]
coverage_at_least  = "75%"
overbilled_at_most = { EUR = "2.00" }
"#;

fn native_project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("book/book.toml", BOOK);
    write("book/ic.toml", SCHEDULE);
    write("transactions.csv", TRANSACTIONS);
    write("billed.csv", BILLED);
    write("trueup.toml", CONFIG);
    folder
}

/// `id component kind expected billed variance currency: cause`, one per disputed or unproven row.
fn told(report: &Path) -> Vec<String> {
    let rows = records(&report.join("discrepancies.csv"));
    let cells = ["transaction_id", "component", "kind", "expected", "billed", "variance", "currency"];
    let line = |row: &BTreeMap<String, String>| {
        let cells = cells.map(|name| if row[name].is_empty() { "-" } else { &row[name] });
        format!("{}: {}", cells.join(" "), row["cause"])
    };
    rows.iter().map(line).collect()
}

#[test]
fn every_kind_is_told_with_its_money_and_its_cause() {
    let folder = native_project();
    let said = say(folder.path(), &["run"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let report = only_report(folder.path(), "native");
    let wanted = [
        "exact gateway unexpected - 0.05 0.05 EUR: the book declares no component gateway",
        "over interchange overbilled 1.00 1.50 0.50 EUR: no rate of the schedule gives the billed amount",
        "under interchange underbilled 1.00 0.75 -0.25 EUR: no rate of the schedule gives the billed amount",
        "unbilled interchange unbilled 1.00 - -1.00 EUR: expected, and no line bills it",
        "notyet interchange not_yet_billed 1.00 - - EUR: not_yet_billed",
        "unpriced interchange unpriced - 0.30 - EUR: unpriced",
        "unknown interchange unknown_attribute - 0.30 - EUR: unknown_attribute: funding",
        "norate interchange no_rate - 0.30 - EUR: no_rate: 2025-05-07",
        "nofx interchange no_rate - 1.00 - EUR: no_rate: GBP/EUR 2026-05-08",
        "twice interchange duplicate - 1.00 1.00 EUR: an identical line is billed for the same transaction",
        "dollars interchange wrong_currency 1.00 - -1.00 EUR: billed in USD, expected in EUR",
        "dollars interchange wrong_currency - 1.08 1.08 USD: billed in USD, expected in EUR",
        "refunded interchange unexpected - 0.20 0.20 EUR: no schedule of interchange covers this refund",
        "nobody interchange unexpected - 0.11 0.11 EUR: no transaction of the input has this id and event",
        "spoiled interchange unpriced - 0.40 - EUR: transaction_rejected",
    ];
    assert_eq!(told(&report), wanted);
    let summary = summary(&report);
    assert_eq!(
        summary["billed_lines"],
        serde_json::json!({ "read": 18, "paired": 13, "unexpected": 3, "duplicate": 1, "rejected": 1 })
    );
    assert_eq!(summary["rows"]["read"], 15);
    assert_eq!(summary["gates"][1]["value"], "1.86", "overbilled, unexpected and duplicate EUR");
    // 9.92 EUR are billed, of which 2.30 are unproven; all of the USD is proven wrong.
    assert_eq!(summary["coverage"]["total"], "0.7681");
}

#[test]
fn a_gate_that_is_not_kept_makes_the_exit_status_and_says_so() {
    let folder = native_project();
    kit::edit(&folder.path().join("trueup.toml"), "\"75%\"", "\"90%\"");
    let said = say(folder.path(), &["run"]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("coverage_at_least") && said.out.contains("OUTSIDE 90%"), "{}", said.out);
}

#[test]
fn the_details_add_up_to_the_summary_in_every_component_and_currency() {
    let folder = native_project();
    say(folder.path(), &["run"]);
    let report = only_report(folder.path(), "native");
    let frame = ParquetReader::new(fs::File::open(report.join("costs.parquet")).unwrap()).finish().unwrap();
    let names: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
    let wanted = "transaction_id event component schedule rule fee expected billed variance currency \
                  verdict kind cause dated merchant_id billed_as";
    assert_eq!(names.join(" "), wanted);
    assert_eq!(frame.column("expected").unwrap().dtype(), &DataType::Decimal(38, 12));

    let text = |column: &str| -> Vec<String> {
        let column = frame.column(column).unwrap();
        (0..frame.height()).map(|row| column.get(row).unwrap().str_value().to_string()).collect()
    };
    let (components, currencies) = (text("component"), text("currency"));
    let mut sums: BTreeMap<(String, String), [Decimal; 3]> = BTreeMap::new();
    for (place, column) in ["expected", "billed", "variance"].iter().enumerate() {
        for (row, amount) in text(column).iter().enumerate() {
            let sum = sums.entry((components[row].clone(), currencies[row].clone())).or_default();
            sum[place] += amount.parse::<Decimal>().unwrap_or_default();
        }
    }
    let totals = summary(&report)["totals"].as_array().unwrap().clone();
    assert_eq!(totals.len(), sums.len());
    for total in totals {
        let field = |name: &str| total[name].as_str().unwrap().to_owned();
        let sum = &sums[&(field("component"), field("currency"))];
        let wanted = ["expected", "billed", "variance"].map(|name| field(name).parse::<Decimal>().unwrap());
        assert_eq!(*sum, wanted, "{total}");
        let [expected, billed, variance] = wanted;
        assert_eq!(expected + variance + field("unproven").parse::<Decimal>().unwrap(), billed, "{total}");
    }
}

#[test]
fn compressed_csv_gives_the_figures_of_the_plain_file() {
    let folder = native_project();
    say(folder.path(), &["run"]);
    let plain = summary(&only_report(folder.path(), "native"));
    let zipped = folder.path().join("billed.csv.gz");
    let mut writer =
        flate2::write::GzEncoder::new(fs::File::create(zipped).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut writer, BILLED.as_bytes()).unwrap();
    writer.finish().unwrap();
    kit::edit(&folder.path().join("trueup.toml"), "billed.csv", "billed.csv.gz");
    fs::remove_dir_all(folder.path().join("reports")).unwrap();
    assert_eq!(say(folder.path(), &["run"]).status, 0);
    let again = summary(&only_report(folder.path(), "native"));
    for part in ["rows", "billed_lines", "totals", "verdicts", "findings", "coverage"] {
        assert_eq!(plain[part], again[part], "{part}");
    }
}
