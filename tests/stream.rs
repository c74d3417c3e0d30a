//! What a run over many files says does not depend on threads, on memory or on where the input is cut.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{files, only_report, said, summary, trueup};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const BOOK: &str = "
language = 1
name     = \"stream\"
[components.interchange]
schedules = \"one\"
[rounding]
mode     = \"half_up\"
decimals = \"currency\"
per      = \"line\"
";

const SCHEDULE: &str = "
[schedule]
id        = \"ic\"
component = \"interchange\"
currency  = \"EUR\"
select    = \"first\"
dated_by  = \"clearing_date\"
[covers]
event = \"sale\"
[[rule]]
id   = \"all\"
when = {}
fee  = \"1%\"
";

const CONFIG: &str = "
[run]
name    = \"stream\"
book    = \"fee_schedules\"
reports = \"reports\"
[transactions]
files   = [\"data/transactions*.csv\"]
profile = \"trueup\"
";

/// A project whose transactions stand in these files.
fn project(transactions: &[&str], billed: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("fee_schedules/book.toml", BOOK);
    write("fee_schedules/ic.toml", SCHEDULE);
    let of_bill = "[billed]\nfiles = [\"data/billed.csv\"]\nprofile = \"trueup\"\n";
    write("trueup.toml", &format!("{CONFIG}{}", billed.map_or("", |_| of_bill)));
    for (number, text) in transactions.iter().enumerate() {
        write(&format!("data/transactions{number}.csv"), text);
    }
    billed.into_iter().for_each(|text| write("data/billed.csv", text));
    folder
}

fn run(folder: &Path, threads: &str) -> (Value, BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(folder.join("reports"));
    let output = trueup(folder, &["run"]).env("RAYON_NUM_THREADS", threads).output().unwrap();
    let said = said(&output);
    assert_eq!(said.status, 0, "{}", said.err);
    let report = only_report(folder, "stream");
    (summary(&report), files(&report))
}

fn components(summary: &Value) -> Vec<String> {
    let mut names: Vec<String> = summary["coverage"].as_object().unwrap().keys().cloned().collect();
    names.sort();
    names
}

const HEAD: &str = "transaction_id,event,amount,currency,clearing_date";

#[test]
fn components_that_only_the_bill_names_come_in_the_order_of_its_lines_whatever_the_threads() {
    // The fine stands on a row that is rejected, behind the levy of a good one; the second file names them the
    // other way round.
    let plain: String = (0..3000).map(|row| format!("P{row},sale,10.00,EUR,2026-05-01,,\n")).collect();
    let first = format!(
        "{HEAD},billed.levy,billed.fine\nA,sale,10.00,EUR,2026-05-01,1.00,\nB,sale,abc,EUR,2026-05-01,,2.00\n{plain}"
    );
    let second = format!("{HEAD},billed.fine,billed.levy\nC,sale,10.00,EUR,2026-05-01,3.00,4.00\n");
    let folder = project(&[&first, &second], None);
    let (summary, one) = run(folder.path(), "1");
    let totals: Vec<&str> = summary["totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|total| total["component"].as_str().unwrap())
        .collect();
    assert_eq!(totals, ["interchange", "levy", "fine"]);
    for threads in ["2", "4"] {
        kit::assert_same(&run(folder.path(), threads).1, &one);
    }
}

#[test]
fn a_column_of_costs_that_is_empty_names_no_component() {
    let rows = format!("{HEAD},billed.interchange,billed.levy\nA,sale,10.00,EUR,2026-05-01,0.10,\n");
    let folder = project(&[&rows], None);
    assert_eq!(components(&run(folder.path(), "2").0), ["interchange", "total"]);
}

#[test]
fn costs_in_columns_that_are_left_alone_name_no_component_also_where_an_id_comes_back_later() {
    let first = format!("{HEAD},billed.levy\nA,sale,10.00,EUR,2026-05-01,0.20\n");
    let second = format!("{HEAD},billed.levy\nA,refund,10.00,EUR,2026-05-02,0.20\n");
    let billed = "transaction_id,event,component,amount,currency\nA,sale,interchange,0.10,EUR\n";
    let folder = project(&[&first, &second], Some(billed));
    let (summary, _) = run(folder.path(), "2");
    assert_eq!(components(&summary), ["interchange", "total"]);
    assert_eq!(summary["verdicts"][0]["kind"], "exact");
}

#[test]
fn a_refund_in_a_later_file_stands_beside_its_sale() {
    let first = format!(
        "{HEAD},billed.interchange\nA,sale,10.00,EUR,2026-05-01,0.20\nB,sale,10.00,EUR,2026-05-01,0.30\n"
    );
    let second = format!("{HEAD},billed.interchange\nA,refund,10.00,EUR,2026-05-02,0.40\n");
    let folder = project(&[&first, &second], None);
    let (_, files) = run(folder.path(), "2");
    let rows = String::from_utf8(files["discrepancies.csv"].clone()).unwrap();
    let ids: Vec<String> =
        rows.lines().skip(1).map(|row| row.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(ids, ["A sale", "A refund", "B sale"]);
}
