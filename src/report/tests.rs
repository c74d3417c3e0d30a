//! One small report, written once and read back by other readers than the writers.

pub(in crate::report) mod sample;
mod tables;

use super::*;
use crate::reconcile::Verdict;
use calamine::{Data, Reader, Xlsx, open_workbook};
use polars::prelude::{AnyValue, DataFrame, DataType, ParquetReader, SerReader};
use std::fs::{self, File};
use std::path::Path;
use tempfile::TempDir;

/// Summary and tables of a report whose tables have the rows of the sample.
fn written(report: &Report, options: Options) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path(), &options, &sample::comparisons()).unwrap();
    write_summary(report, folder.path(), &options).unwrap();
    folder
}

fn tables(folder: &Path, options: &Options, rows: &[ComparisonRow]) -> Result<(), ReportError> {
    let mut tables = Tables::begin(folder, options)?;
    tables.discrepancies(rows)?;
    tables.costs(encoded(rows))?;
    tables.other_rows(&sample::other_rows())?;
    tables.row_checks(&sample::row_checks())?;
    tables.rejects(&sample::report().rejects)?;
    tables.finish()
}

fn encoded(rows: &[ComparisonRow]) -> EncodedCosts {
    let mut costs = Costs::new();
    rows.iter().for_each(|row| costs.push_row(row));
    costs.encode().unwrap()
}

fn text(folder: &TempDir, file: &str) -> String {
    fs::read_to_string(folder.path().join(file)).unwrap()
}

fn parquet(folder: &TempDir, file: &str) -> DataFrame {
    ParquetReader::new(File::open(folder.path().join(file)).unwrap()).finish().unwrap()
}

fn sheet(folder: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn string(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn the_same_report_gives_the_same_bytes_in_every_file() {
    let report = sample::report();
    let (one, two) = (written(&report, Options::default()), written(&report, Options::default()));
    let mut files: Vec<_> = fs::read_dir(one.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let expected = [
        "costs.parquet",
        "discrepancies.csv",
        "discrepancies.parquet",
        "other_rows.csv",
        "rejects.csv",
        "report.md",
        "report.xlsx",
        "row_checks.csv",
        "summary.json",
    ];
    assert_eq!(files, expected);
    for file in files {
        let bytes = [&one, &two].map(|folder| fs::read(folder.path().join(&file)).unwrap());
        assert!(bytes[0] == bytes[1], "{file} differs");
    }
}

#[test]
fn files_without_rows_or_not_asked_for_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { costs: false, ..Options::default() };
    let mut tables = Tables::begin(folder.path(), &options).unwrap();
    tables.costs(encoded(&sample::comparisons())).unwrap();
    tables.other_rows(&[]).unwrap();
    tables.row_checks(&[]).unwrap();
    tables.finish().unwrap();
    for file in ["costs.parquet", "other_rows.csv", "row_checks.csv"] {
        assert!(!folder.path().join(file).exists(), "{file}");
    }
    assert!(folder.path().join("discrepancies.parquet").exists());
}

#[test]
fn the_summary_holds_every_figure_and_its_amounts_are_strings() {
    let folder = written(&sample::report(), Options::default());
    let text = text(&folder, "summary.json");
    assert!(text.ends_with("}\n"));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["format_version"], 1);
    assert_eq!(json["as_of"], "2026-05-31");
    assert_eq!(json["rows"]["unpriced"], 3);
    assert_eq!(json["billed_lines"]["duplicate"], 1);
    assert_eq!(json["totals"][0]["variance"], "1.730000000001");
    assert_eq!(json["totals"][1]["expected"], "500", "yen have no decimals");
    assert_eq!(json["coverage"]["interchange"], "0.9987");
    assert_eq!(json["coverage"]["tax"], serde_json::Value::Null);
    assert!(text.find("\"tax\"").unwrap() < text.find("\"total\"").unwrap(), "the total comes last");
    let finding = &json["findings"][0];
    assert_eq!((&finding["where"], &finding["kind"]), (&"eu/debit".into(), &"overbilled".into()));
    assert_eq!(json["verdicts"][0]["verdict"], "agreed");
    assert_eq!(json["gates"][0]["passed"], false);
    assert_eq!(json["row_checks"], serde_json::json!({"checked": 2, "held": 1, "broken": 1}));
    assert_eq!(json["past_review"][0]["review_by"], "2026-04-01");
    assert_eq!(json["unknown_values"][0]["value"], "cash|on delivery");
    assert_eq!(json["aggregate_gaps"][0]["rows"], 3);
}

#[test]
fn csv_files_hold_plain_decimals_and_untouched_text() {
    let folder = written(&sample::report(), Options::default());
    let discrepancies = text(&folder, "discrepancies.csv");
    let mut lines = discrepancies.lines();
    assert_eq!(
        lines.next().unwrap(),
        "transaction_id,event,component,schedule,rule,fee,expected,billed,variance,currency,verdict,kind,\
         cause,dated,merchant_id,billed_as"
    );
    assert_eq!(
        lines.next().unwrap(),
        "=1+1,sale,interchange,eu,debit,1.65% + 0.10,0.84,1.10,0.26,EUR,disputed,overbilled,\
         billed at the credit rate,2026-05-01,M-1,"
    );
    assert!(discrepancies.contains("\n00042,refund,interchange,eu,debit,1.65% + 0.10,,0.000000000001,"));
    assert!(discrepancies.contains(",500,,-500,JPY,"), "yen have no decimals");
    assert_eq!(lines.count() + 1, 10, "disputed and unproven rows only");
    assert_eq!(
        text(&folder, "rejects.csv"),
        "file,row,column,reason,value\nbilled.csv,7,amount,has a comma,\"1,50\"\n"
    );
    assert_eq!(
        text(&folder, "other_rows.csv"),
        "file,row,kind,reference,amount,currency\nbilled.csv,9,MerchantPayout,TX1,-120.50,EUR\n"
    );
    assert!(text(&folder, "row_checks.csv").ends_with("billed.csv,3,T2,1.1,1.2,false\n"));
}

#[test]
fn parquet_holds_the_same_decimals_days_and_nulls() {
    let folder = written(&sample::report(), Options::default());
    let costs = parquet(&folder, "costs.parquet");
    assert_eq!(costs.height(), Kind::ALL.len());
    let dtypes: Vec<_> = costs.columns().iter().map(|column| column.dtype().clone()).collect();
    assert_eq!(dtypes[6..9], [const { DataType::Decimal(38, 12) }; 3]);
    assert_eq!(dtypes[13], DataType::Date);

    let discrepancies = parquet(&folder, "discrepancies.parquet");
    let value =
        |column: &str, row: usize| discrepancies.column(column).unwrap().get(row).unwrap().into_static();
    assert_eq!(value("variance", 0), AnyValue::Decimal(260_000_000_000, 38, 12));
    assert_eq!(value("billed_as", 0), AnyValue::Null, "empty text is null");
    let ids: Vec<_> =
        (0..discrepancies.height()).map(|row| value("transaction_id", row).to_string()).collect();
    assert_eq!(ids[0], "\"=1+1\"");
    let smallest = ids.iter().position(|id| id == "\"00042\"").unwrap();
    assert_eq!(value("billed", smallest), AnyValue::Decimal(1, 38, 12));
}

#[test]
fn an_amount_with_thirteen_decimals_is_refused_and_its_row_named() {
    let mut rows = sample::comparisons();
    rows[3].expected = Some("0.1234567890123".parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let error = tables(folder.path(), &Options::default(), &rows).unwrap_err().to_string();
    let expected = "the expected amount 0.1234567890123 of transaction `=1+1`, interchange (row 4 of the";
    assert!(error.contains(expected), "{error}");

    let mut tables = Tables::begin(folder.path(), &Options::default()).unwrap();
    tables.costs(encoded(&sample::comparisons())).unwrap();
    let error = tables.costs(encoded(&rows)).unwrap_err().to_string();
    let row = format!("row {} of", rows.len() + 4);
    assert!(error.contains(&row), "rows are counted over all chunks: {error}");
}

#[test]
fn the_workbook_has_its_sheets_and_ids_stay_text() {
    let folder = written(&sample::report(), Options::default());
    let book: Xlsx<_> = open_workbook(folder.path().join("report.xlsx")).unwrap();
    let names =
        ["Summary", "Discrepancies", "Unproven", "Rejected", "Other rows", "Row checks", "Rules", "About"];
    assert_eq!(book.sheet_names(), names);
    let rows = sheet(folder.path(), "Discrepancies");
    let ids: Vec<_> = rows[1..].iter().map(|row| row[0].clone()).collect();
    for id in ["=1+1", "00042", "@sum"] {
        assert!(ids.contains(&string(id)), "{id} in {ids:?}");
    }
    let mut book: Xlsx<_> = open_workbook(folder.path().join("report.xlsx")).unwrap();
    for name in names {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name} has no formulas");
    }
}

#[test]
fn discrepancies_stand_in_the_order_of_their_money_and_money_is_a_number() {
    let folder = written(&sample::report(), Options::default());
    let rows = sheet(folder.path(), "Discrepancies");
    let variances: Vec<_> = rows[1..].iter().map(|row| row[9].clone()).collect();
    assert_eq!(variances[..5], [-500.0, 1.1, 0.3, -0.3, 0.26].map(Data::Float));
    assert_eq!(
        [&rows[3][0], &rows[4][0]],
        [&string("T-tie-b"), &string("T-tie-a")],
        "a tie keeps the input's order"
    );
    let disputed = |row: &&ComparisonRow| row.kind.verdict() == Verdict::Disputed;
    assert_eq!(rows.len() - 1, sample::comparisons().iter().filter(disputed).count());
}

#[test]
fn a_full_sheet_continues_on_a_next_one() {
    let folder = written(&sample::report(), Options { sheet_rows: 5, ..Options::default() });
    let [first, second] = ["Discrepancies", "Discrepancies 2"].map(|name| sheet(folder.path(), name));
    assert_eq!((first.len(), second.len()), (5, 3));
    assert_eq!(first[0], second[0], "each sheet has the header");
}

#[test]
fn an_amount_that_a_cell_cannot_hold_is_written_as_text() {
    let mut report = sample::report();
    report.totals[0].billed = "1000000.000000000001".parse().unwrap();
    let folder = written(&report, Options::default());
    let summary = sheet(folder.path(), "Summary");
    assert!(summary.iter().flatten().any(|cell| *cell == string("1,000,000.000000000001")));
}

#[test]
fn the_page_for_a_ticket_starts_with_the_verdict_and_escapes_its_cells() {
    let page = text(&written(&sample::report(), Options::default()), "report.md");
    assert!(page.starts_with(
        "# acme-nightly\n\n**Outside the gates: overbilled_at_most EUR.** 6 lines disputed: 1.66 EUR billed \
         too much, 0.30 EUR billed too little, 500 JPY billed too little. 4 lines unproven. 99.87% of the billed money is proven right \
         or wrong.\n"
    ), "{page}");
    assert!(
        page.contains("| F1 | interchange | overbilled | billed at the credit rate \\| scheme | eu/debit |")
    );
    assert!(page.contains("| unknown_attribute: product | 1 | 0.40 | EUR |"));
    assert!(page.contains("| overbilled_at_most EUR | 1.00 | 1.66 | **FAIL** |"));
}

#[test]
fn a_sheet_that_leaves_rows_out_says_so_above_its_header() {
    let report = sample::report_of(&sample::comparisons(), 2);
    let mut rejects = report.rejects.clone();
    rejects.extend([rejects[0].clone(), rejects[0].clone()]);
    let report = Report { rejects, ..report };
    let folder = written(&report, Options { workbook_rows: 2, ..Options::default() });
    let disputed = sheet(folder.path(), "Discrepancies");
    let note = "The 2 rows with the most money of 6; all are in discrepancies.parquet.";
    assert_eq!(disputed[0][0], string(note));
    assert_eq!((&disputed[1][0], disputed.len()), (&string("Transaction"), 4));
    assert_eq!([&disputed[2][9], &disputed[3][9]], [&Data::Float(-500.0), &Data::Float(1.1)]);
    let rejected = sheet(folder.path(), "Rejected");
    assert_eq!(rejected[0][0], string("The first 2 of 3 rows; all are in rejects.csv."));
    assert_eq!(rejected.len(), 4);
    let page = text(&folder, "report.md");
    assert!(page.contains("## Discrepancies: the 2 largest of 6\n"), "{page}");
    assert!(page.contains("`report.xlsx`: the discrepancies with the most money, to sort"), "{page}");
    assert!(
        page.contains("6 lines disputed: 1.66 EUR billed too much"),
        "sums are those of all rows: {page}"
    );
}

#[test]
fn sums_of_parts_are_the_sum_of_the_whole() {
    let rows = sample::comparisons();
    let sums = |rows: &[ComparisonRow]| {
        let (mut charged, mut reasons) = (Charged::default(), UnprovenReasons::default());
        rows.iter().for_each(|row| {
            charged.add(row).unwrap();
            reasons.add(row).unwrap();
        });
        (charged, reasons)
    };
    let whole = sums(&rows);
    for cut in 0..=rows.len() {
        let (mut first, second) = (sums(&rows[..cut]), sums(&rows[cut..]));
        first.0.merge(&second.0).unwrap();
        first.1.merge(&second.1).unwrap();
        assert_eq!(first, whole, "cut at {cut}");
    }
    assert_eq!(whole.1.by_lines().len(), 4);
}

#[test]
fn pages_list_the_findings_with_the_most_money_and_say_where_the_others_are() {
    let report = sample::report();
    let finding = |number: u32| Finding { id: format!("F{number}"), ..report.findings[0].clone() };
    let report = Report { findings: (1..=1_234).map(finding).collect(), ..report };
    let folder = written(&report, Options::default());
    let note = "the 100 with the most money of 1,234; all are in summary.json";
    let page = text(&folder, "report.md");
    assert!(page.contains(&format!("## Findings: {note}\n")), "{page}");
    assert!(page.contains("| F100 |") && !page.contains("| F101 |"), "{page}");
    let summary = sheet(folder.path(), "Summary");
    let cells: Vec<&Data> = summary.iter().flatten().collect();
    assert!(cells.contains(&&string(&format!("Findings: {note}"))));
    assert!(cells.contains(&&string("F100")) && !cells.contains(&&string("F101")));
    let json: serde_json::Value = serde_json::from_str(&text(&folder, "summary.json")).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), 1_234);
}
