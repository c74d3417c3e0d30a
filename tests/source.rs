//! Source profiles and the readers of input files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use trueup::diagnostic::{Code, Sources, draw_all};
use trueup::facts::{Attributes, BilledFor, Value, id};
use trueup::money::{Currency, Date, Decimal};
use trueup::source::*;

const ADYEN: &str = "Psp Reference,Merchant Account,Payment Method,Creation Date,Type,Modification Reference,\
    Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),\
    Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Batch Number";

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> InputFile {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    InputFile { shown: name.to_owned(), path }
}

fn profile(name: &str) -> Profile {
    load_profile(name, Path::new("nowhere"), &Attributes::standard(), &mut Sources::default()).unwrap()
}

fn read(name: &str, content: impl AsRef<[u8]>, profile_name: &str) -> Result<Transactions, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), name, content);
    read_transactions(&[input], &profile(profile_name), &Attributes::standard(), &[], &mut |_| {})
}

fn native(content: &str) -> Transactions {
    read("t.csv", content, "trueup").unwrap()
}

fn billed(content: &str) -> BilledLines {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "b.csv", content);
    read_billed(&[input], &profile("trueup"), &Attributes::standard(), &mut |_| {}).unwrap()
}

fn refusal(name: &str, content: impl AsRef<[u8]>, profile_name: &str) -> String {
    read(name, content, profile_name).unwrap_err().to_string()
}

/// Row, column, reason and value of every reject.
fn rejects(transactions: &Transactions) -> Vec<(u64, &str, &str, &str)> {
    let rejects = transactions.rejects.iter();
    rejects.map(|row| (row.row, row.column.as_str(), row.reason.as_str(), row.value.as_str())).collect()
}

#[test]
fn native_columns_are_found_by_name_and_typed() {
    let read = native(
        "shop, Amount ,transaction_id,token,mcc,clearing_date,issuer_country,currency,funding\n\
         x,45.00,t1,true,5411,2026-05-01,nl,EUR,Credit\n\
         y,,t2,,,,,,\n",
    );
    let batch = &read.batch;
    assert_eq!((batch.rows, batch.columns.len()), (2, Attributes::standard().len()));
    assert_eq!(batch.symbol(id::TRANSACTION_ID, 0), Some("t1"));
    assert_eq!(batch.decimal(id::AMOUNT, 0), Some(d("45.00")));
    assert_eq!(batch.date(id::CLEARING_DATE, 0), day("2026-05-01"));
    assert_eq!(batch.value(id::TOKEN, 0), Some(Value::Flag(true)));
    assert_eq!(batch.symbol(id::ISSUER_COUNTRY, 0), Some("NL"));
    assert_eq!(batch.symbol(id::FUNDING, 0), Some("credit"));
    assert_eq!(batch.decimal(id::AMOUNT, 1), None, "an empty cell is unknown");
    assert!(batch.column(id::CHANNEL).is_none());
    assert_eq!(read.notes, ["t.csv: columns that are no attribute are left alone: `shop`"]);
    assert_eq!(read.origins.iter().map(|origin| origin.row).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_row_with_bad_cells_is_one_reject_that_names_them_all() {
    let read = native(
        "transaction_id,amount,clearing_date,currency,billed.interchange,billed.markup\n\
         t1,\"1,50\",01/05/2026,EUR,0.1,\n\
         ,1.x,2026-05-01,EUR,,\n\
         t3,1.00,2026-05-01,euro,0.1,x4111111111111111\n\
         t4,1.00\n\
         t5,1.00,2026-05-01,EUR,0,\n",
    );
    assert_eq!(
        rejects(&read),
        [
            (2, "amount", "has a comma: write a point for decimals and no thousands separators", "1,50"),
            (2, "clearing_date", "is not a date such as 2026-05-01", "01/05/2026"),
            (3, "amount", "is not a decimal number (digits with a point, such as 1234.50)", "1.x"),
            (3, "transaction_id", "is empty, and a row without it is no transaction", ""),
            (4, "currency", "is not an ISO 4217 currency code", "euro"),
            (
                4,
                "billed.markup",
                "is not a decimal number (digits with a point, such as 1234.50)",
                "x411111******1111"
            ),
            (5, "", "the row has 2 cells, the header has 6", ""),
        ]
    );
    assert_eq!((read.rows_rejected, read.billed_rejected, read.batch.rows), (4, 3, 1));
    assert_eq!(
        (read.billed.len(), read.billed[0].amount),
        (1, Decimal::ZERO),
        "a zero is a line, a blank is none"
    );
    assert_eq!(read.billed[0].billed_for, BilledFor::Row(0));
    assert_eq!(read.rows_per_file, [5]);
}

#[test]
fn values_outside_a_closed_list_are_unknown_and_counted() {
    let read = native(
        "transaction_id,network,token,mcc\nt1,visa,yes,5411\nt2,troy,true,54\nt3,troy,true,\n,lost,,\n",
    );
    let unknown: Vec<_> =
        read.unknown_values.iter().map(|u| (u.attribute.as_str(), u.value.as_str(), u.rows)).collect();
    assert_eq!(unknown, [("mcc", "54", 1), ("network", "troy", 2), ("token", "yes", 1)]);
    assert_eq!(read.batch.symbol(id::NETWORK, 1), None);
}

#[test]
fn set_facts_hold_where_the_row_is_silent() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["transaction_id,merchant_country\nt1,DE\nt2,\n", "transaction_id,amount\nt3,2\n"];
    let one = file(folder.path(), "1.csv", texts[0]);
    let two = file(folder.path(), "2.csv", texts[1]);
    let set =
        [(id::MERCHANT_COUNTRY, Value::Symbol("NL".into())), (id::CURRENCY, Value::Symbol("EUR".into()))];
    let mut bytes = 0;
    let read =
        read_transactions(&[one, two], &profile("trueup"), &Attributes::standard(), &set, &mut |read| {
            bytes = read;
        })
        .unwrap();
    let column = |id| (0..3).map(|row| read.batch.value(id, row).map(|v| v.to_string())).collect::<Vec<_>>();
    let some = |texts: [&str; 3]| texts.map(|text| Some(text.to_owned())).to_vec();
    assert_eq!(column(id::MERCHANT_COUNTRY), some(["DE", "NL", "NL"]));
    assert_eq!(column(id::CURRENCY), some(["EUR", "EUR", "EUR"]));
    assert_eq!(column(id::AMOUNT), [None, None, Some("2".to_owned())]);
    assert_eq!(read.origins[2].file, 1);
    assert_eq!(bytes as usize, texts.concat().len(), "progress ends with the size of the files");
}

#[test]
fn native_billed_lines_name_their_transaction_and_keep_the_billers_words() {
    let read = billed(
        "transaction_id,event,component,amount,currency,billed_as,billed_on,line_id\n\
         t1,Sale,interchange,0.84,EUR,VFUEL,2026-05-02,L1\n\
         t2,,markup,-0.10,EUR,,,\n\
         t3,sail,markup,0.10,EUR,,,\n\
         t4,sale,,,EUR,,,\n",
    );
    let [first, second] = read.lines.as_slice() else { panic!("{:?}", read.lines) };
    let id = |id: &str, event: Option<&str>| BilledFor::Id {
        transaction_id: id.to_owned(),
        event: event.map(str::to_owned),
    };
    assert_eq!(first.billed_for, id("t1", Some("sale")));
    assert_eq!((first.billed_as.as_deref(), first.line_id.as_deref()), (Some("VFUEL"), Some("L1")));
    assert_eq!((first.amount, first.billed_on), (d("0.84"), day("2026-05-02")));
    assert_eq!((second.billed_for.clone(), second.amount), (id("t2", None), d("-0.10")));
    let at: Vec<_> = read.rejects.iter().map(|row| (row.row, row.column.as_str())).collect();
    assert_eq!(at, [(4, "event"), (5, "component"), (5, "amount")]);
    assert_eq!((read.rows_rejected, read.billed_rejected), (2, 2));
}

#[test]
fn wide_costs_take_the_billed_currency_before_the_transactions() {
    let read = native(
        "transaction_id,currency,billed_currency,billed.interchange\nt1,EUR,USD,1\nt2,EUR,,1\nt3,,,1\nt4,,,\n",
    );
    let currencies: Vec<&str> = read.billed.iter().map(|line| line.currency.code()).collect();
    assert_eq!(currencies, ["USD", "EUR"]);
    assert_eq!(rejects(&read)[0].1, "currency", "an amount without a currency is no amount");
    assert_eq!(read.batch.rows, 3);
}

#[test]
fn an_adyen_row_is_a_transaction_another_row_or_a_reject() {
    let read = read(
        "s.csv",
        format!(
            "{ADYEN}\n\
             P1,M,visa,2026-05-01 23:59:59,Settled,R1,EUR,,10.00,1,EUR,,9.80,,0.05,0.02,0.13,visastandarddebit,7\n\
             P2,M,mc,2026-05-02 00:00:00,Refunded,R2,INR,10,,0.011,USD,0.15,,0.04,,,0,mc_applepay,7\n\
             P3,M,nyce,2026-05-02 00:00:00,Chargeback,R3,EUR,5.00,,,EUR,7.00,,1.00,,,,mccommercialpremiumcredit,7\n\
             ,M,,2026-05-02 00:00:00,MerchantPayout,batch 7,EUR,,,,EUR,9.80,,,,,,,7\n\
             ,M,,2026-05-02 00:00:00,InvoiceDeduction,Invoice 1,,,,,EUR,,0.03,,,,,,7\n\
             P6,M,visa,2026-05-02 00:00:00,Settled Later,R6,EUR,,10.00,1,EUR,,9.80,,,0.02,,visadebit,7\n"
        ),
        "adyen-settlement-details",
    )
    .unwrap();
    let batch = &read.batch;
    let symbols = |id| (0..3).map(|row| batch.symbol(id, row)).collect::<Vec<_>>();
    assert_eq!(symbols(id::EVENT), [Some("sale"), Some("refund"), Some("chargeback")]);
    assert_eq!(symbols(id::NETWORK), [Some("visa"), Some("mastercard"), Some("other")]);
    assert_eq!(symbols(id::FUNDING), [Some("debit"), None, Some("credit")]);
    assert_eq!(symbols(id::SEGMENT), [Some("consumer"), None, Some("commercial")]);
    assert_eq!(symbols(id::PRODUCT), [Some("standard"), None, Some("premium")]);
    assert_eq!(batch.decimal(id::AMOUNT, 1), Some(d("10")), "the amount of a refund is positive");
    assert_eq!(batch.date(id::CLEARING_DATE, 0), day("2026-05-01"), "the day as printed");
    assert!(read.unknown_values.is_empty(), "a wallet is known to hide its card");

    let billed: Vec<_> = read
        .billed
        .iter()
        .map(|line| (line.billed_for.clone(), line.component.as_str(), line.amount, line.currency.code()))
        .collect();
    assert_eq!(
        billed[..2],
        [
            (BilledFor::Row(0), "interchange", d("0.13"), "EUR"),
            (BilledFor::Row(0), "scheme_fee", d("0.02"), "EUR"),
        ]
    );
    assert_eq!(
        billed[3..5],
        [
            (BilledFor::Row(1), "interchange", d("0"), "USD"),
            (BilledFor::Row(1), "commission", d("0.04"), "USD"),
        ]
    );
    assert_eq!(read.line_ids[0].as_deref(), Some("R1"));

    let other: Vec<_> = read
        .other_rows
        .iter()
        .map(|row| (row.row, row.kind.as_str(), row.reference.as_str(), row.amount))
        .collect();
    assert_eq!(
        other,
        [
            (5, "MerchantPayout", "batch 7", Some(d("9.80"))),
            (6, "InvoiceDeduction", "Invoice 1", Some(d("-0.03"))),
        ]
    );
    assert_eq!(rejects(&read), [(7, "Type", "is not a known `event`", "Settled Later")]);
    assert_eq!(read.billed_rejected, 1);
    let checks: Vec<_> =
        read.row_checks.iter().map(|check| (check.stated, check.computed, check.holds)).collect();
    assert_eq!(
        checks,
        [
            (Some(d("9.80")), Some(d("9.80")), true),
            (Some(d("-0.15")), Some(d("-0.15")), true),
            (Some(d("-7.00")), Some(d("-6.00")), false),
        ]
    );
}

#[test]
fn a_settlement_report_can_also_be_the_billed_side() {
    let folder = tempfile::tempdir().unwrap();
    let row = "P1,M,visa,2026-05-01 10:00:00,Settled,R1,EUR,,10.00,1,EUR,,9.85,,,0.02,0.13,visadebit,7";
    let input = file(folder.path(), "s.csv", format!("{ADYEN}\n{row}\n"));
    let read =
        read_billed(&[input], &profile("adyen-settlement-details"), &Attributes::standard(), &mut |_| {})
            .unwrap();
    let of = BilledFor::Id { transaction_id: "P1".into(), event: Some("sale".into()) };
    assert!(read.lines.len() == 2 && read.lines.iter().all(|line| line.billed_for == of));
    assert_eq!(read.lines[0].merchant_id.as_deref(), Some("M"));
}

#[test]
fn every_public_adyen_sample_is_accounted_for_and_its_arithmetic_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/adyen");
    if !folder.is_dir() {
        println!("skipped: the sample files are not beside the project");
        return;
    }
    let files = expand(&["settlement_detail_report*.csv".to_owned()], &folder).unwrap();
    let profile = profile("adyen-settlement-details");
    let read = read_transactions(&files, &profile, &Attributes::standard(), &[], &mut |_| {}).unwrap();
    let rows: u64 = read.rows_per_file.iter().sum();
    assert_eq!(rows, read.batch.rows as u64 + read.other_rows.len() as u64 + read.rows_rejected);
    assert_eq!((read.batch.rows, read.other_rows.len()), (3, 5), "{:?}", read.rejects);
    assert!(read.row_checks.iter().all(|check| check.holds), "{:?}", read.row_checks);
}

#[test]
fn compressed_and_marked_files_read_as_the_plain_one() {
    let text = "transaction_id,amount\nt1,1.10\n\"t\n2\",2.20\nt3,3.x\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    let zst = zstd::encode_all(text.as_bytes(), 1).unwrap();
    let marked = format!("\u{feff}{text}");
    let files = [
        ("t.csv", text.as_bytes().to_vec()),
        ("t.csv.gz", gz.finish().unwrap()),
        ("t.CSV.zst", zst),
        ("t.csv", marked.into_bytes()),
    ];
    for (name, content) in files {
        let read = read(name, content, "trueup").unwrap();
        let amounts = [0, 1].map(|row| read.batch.decimal(id::AMOUNT, row));
        assert_eq!(amounts, [Some(d("1.10")), Some(d("2.20"))], "{name}");
        assert_eq!(rejects(&read)[0].0, 4, "{name}: rows are counted as records, also over several lines");
    }
}

#[test]
fn unusable_files_are_refused_with_the_mend() {
    let adyen = refusal("s.csv", "PSP Referense,Type,type,Type\n", "adyen-settlement-details");
    assert!(adyen.contains("s.csv: the header does not fit `adyen-settlement-details`"), "{adyen}");
    assert!(adyen.contains("no column `Psp Reference`; the closest is `PSP Referense`"), "{adyen}");
    assert!(adyen.contains("the column `Type` is there more than once"), "{adyen}");
    assert!(adyen.contains("no column `Net Currency`"), "{adyen}");

    let semicolons = refusal("t.csv", "transaction_id;amount\nt1;1\n", "trueup");
    assert!(
        semicolons.contains("contains `;`") && semicolons.contains("`delimiter = \";\"`"),
        "{semicolons}"
    );
    let tabs = refusal("t.csv", "transaction_id\tamount\n", "trueup");
    assert!(tabs.contains("contains tabs") && tabs.contains(r#"`delimiter = "\t"`"#), "{tabs}");

    let cases: [(&str, &[u8], &str); 7] = [
        ("t.csv", b"", "t.csv: is empty"),
        ("t.csv", b"\xef\xbb\xbf", "t.csv: is empty"),
        ("t.parquet", b"", "t.parquet: is empty"),
        ("t.csv", b"\xff\xfet\0r\0", "is UTF-16; export the file as UTF-8"),
        ("t.csv", b"transaction_id\nt1\nt\xe9\n", "row 3 is not valid UTF-8"),
        ("t.xlsx", b"PK", "write it as .csv, .csv.gz, .csv.zst or .parquet"),
        ("t.parquet", b"transaction_id\n", "not a readable Parquet file"),
    ];
    for (name, content, wanted) in cases {
        let message = refusal(name, content, "trueup");
        assert!(message.contains(wanted), "{message}");
    }
    let empty = native("transaction_id,amount\n");
    assert_eq!(
        (empty.batch.rows, empty.notes.as_slice()),
        (0, ["t.csv: has a header and no rows".to_owned()].as_slice())
    );
}

#[test]
fn parquet_reads_as_the_same_csv_does() {
    use polars::prelude::*;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let days =
        Series::new("clearing_date".into(), [Some(20_574), None, Some(-1)]).cast(&DataType::Date).unwrap();
    let amounts = Series::new("amount".into(), [Some("12345678901234567890.12"), Some("-0.05"), None])
        .cast(&DataType::Decimal(38, 4))
        .unwrap();
    let mut frame = DataFrame::new_infer_height(vec![
        Series::new("transaction_id".into(), ["t1", "t2", "t3"]).into(),
        Series::new("unused".into(), [1.5, 2.5, 3.5]).into(),
        Series::new("mcc".into(), [5411_i32, 4111, 7523]).into(),
        Series::new("token".into(), [Some(true), None, Some(false)]).into(),
        amounts.into(),
        days.into(),
    ])
    .unwrap();
    let writer = ParquetWriter::new(fs::File::create(&path).unwrap());
    writer.with_row_group_size(Some(2)).finish(&mut frame).unwrap();
    let input = InputFile { shown: "t.parquet".into(), path };
    let read =
        read_transactions(&[input], &profile("trueup"), &Attributes::standard(), &[], &mut |_| {}).unwrap();
    let csv = native(
        "transaction_id,unused,mcc,token,amount,clearing_date\n\
         t1,1.5,5411,true,12345678901234567890.12,2026-05-01\n\
         t2,2.5,4111,,-0.05,\n\
         t3,3.5,7523,false,,1969-12-31\n",
    );
    assert_eq!(read.batch.rows, 3);
    for (id, attribute) in Attributes::standard().iter() {
        for row in 0..3 {
            assert_eq!(read.batch.value(id, row), csv.batch.value(id, row), "{} {row}", attribute.name);
        }
    }
    assert_eq!(read.origins, csv.origins);
}

#[test]
fn a_binary_float_is_no_amount() {
    use polars::prelude::*;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let mut frame = DataFrame::new_infer_height(vec![
        Series::new("transaction_id".into(), ["t1"]).into(),
        Series::new("amount".into(), [0.1]).into(),
    ])
    .unwrap();
    ParquetWriter::new(fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let message = refusal("t.parquet", fs::read(&path).unwrap(), "trueup");
    assert!(message.contains("column `amount` has the type Float64"), "{message}");
    assert!(message.contains("write decimal or text"), "{message}");
}

#[test]
fn exchange_rates_are_read_exactly_or_refused_with_their_row() {
    let folder = tempfile::tempdir().unwrap();
    let rates = |content: &str| read_fx(&[file(folder.path(), "fx.csv", content)]);
    let fx = rates("rate,date,from,to\n1.0823,2026-05-01,EUR,USD\n").unwrap();
    let [eur, usd] = ["EUR", "USD"].map(|code| Currency::parse(code).unwrap());
    assert_eq!(fx.table.rate(eur, usd, day("2026-05-01").unwrap()).unwrap().rate, d("1.0823"));
    assert_eq!(fx.rows_per_file, [1]);
    for (row, wanted) in [
        ("2026-05-01,EUR,USD,0", "row 3, column `rate`: \"0\" is not a positive rate"),
        ("2026-05-01,EUR,USD,1.5", "differs from the rate 1.08 that was read for the same day and pair"),
        ("2026-05-01,EUR,XXQ,1.5", "row 3, column `to`: \"XXQ\" is not an ISO 4217 currency code"),
        ("1.5.2026,EUR,USD,1.5", "row 3, column `date`: \"1.5.2026\" is not a date"),
        ("2026-05-02,EUR,USD,1,5", "\"1\" stands in a row of 5 cells under a header of 4"),
    ] {
        let message =
            rates(&format!("date,from,to,rate\n2026-05-01,EUR,USD,1.08\n{row}\n")).unwrap_err().to_string();
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn patterns_name_each_file_once_in_order() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    for name in ["data/b.csv", "data/a.csv", "data/[1].csv"] {
        file(folder.path(), name, "");
    }
    let shown = |patterns: &[&str]| {
        let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        let files = expand(&patterns, folder.path());
        files.map(|files| files.into_iter().map(|file| file.shown).collect::<Vec<_>>())
    };
    assert_eq!(shown(&["data/b.csv", "data/[ab].csv"]).unwrap(), ["data/a.csv", "data/b.csv"]);
    assert_eq!(shown(&["data/[1].csv"]).unwrap(), ["data/[1].csv"]);
    let missing = shown(&["data/a.csv", "data/*.parquet"]).unwrap_err().to_string();
    assert!(missing.starts_with("no file matches `data/*.parquet`"), "{missing}");
}

/// The faults of a user's own profile `own`, as drawn.
fn faults(text: &str) -> (Vec<Code>, String) {
    let folder = tempfile::tempdir().unwrap();
    let sources = &mut Sources::default();
    let Err(faults) = own_profile(folder.path(), text, sources) else { panic!("no faults in {text}") };
    (faults.iter().map(|fault| fault.code).collect(), draw_all(&faults, sources, false))
}

fn own_profile(
    folder: &Path,
    text: &str,
    sources: &mut Sources,
) -> Result<Profile, Vec<trueup::diagnostic::Diagnostic>> {
    let profiles: PathBuf = folder.join("profiles");
    fs::create_dir_all(&profiles).unwrap();
    fs::write(profiles.join("own.toml"), text).unwrap();
    load_profile("own", folder, &Attributes::standard(), sources)
}

#[test]
fn every_fault_of_a_profile_is_told_at_once() {
    let (mut codes, drawn) = faults(
        r#"
[profile]
name = "own"
delimitter = ";"
[attributes]
transaction_id = "Id"
fundings = "F"
clearing_date = { column = "Day", format = "DD/MM" }
mcc = { column = "MCC", format = "%Y" }
event = { column = "Type", values = { S = "salee" }, otherwise = "drop" }
[billed]
[other_rows]
column = 3
"#,
    );
    use Code::*;
    let mut wanted = vec![UnknownKey, UnknownAttribute, BadDate, UnknownChoice, UnknownValue];
    wanted.extend([MissingKey; 4]);
    wanted.extend([WrongType; 2]);
    wanted.sort();
    codes.sort();
    assert_eq!(codes, wanted, "{drawn}");
    assert!(drawn.contains("did you mean `delimiter`?"), "{drawn}");
    assert!(drawn.contains("did you mean `funding`?"), "{drawn}");
    assert!(drawn.contains("did you mean `sale`?"), "{drawn}");
}

#[test]
fn a_native_profile_refuses_what_it_would_ignore() {
    let (codes, _) =
        faults("[profile]\nname = \"own\"\ntitle = \"t\"\nnative = true\n[attributes]\nmcc = \"m\"\n");
    assert_eq!(codes, [Code::UnknownKey]);
}

#[test]
fn a_users_own_long_profile_renames_components_and_turns_signs() {
    let folder = tempfile::tempdir().unwrap();
    let profile = own_profile(
        folder.path(),
        r#"
[profile]
name = "own"
title = "fee lines"
delimiter = ";"
[attributes]
transaction_id = { columns = ["charge", { column = "refund", optional = true }] }
[billed]
component = { column = "fee", values = { card_scheme = "scheme_fee", "ic*" = "interchange" } }
amount = "total"
negate = true
currency = "cur"
billed_as = { column = "plan", optional = true }
billed_on = { column = "at", format = "%d.%m.%Y %H:%M" }
"#,
        &mut Sources::default(),
    )
    .unwrap();
    let input = file(
        folder.path(),
        "b.csv",
        "charge;refund;fee;total;cur;at\nc1;;icplus;-0.25;USD;02.05.2026 10:11\n;r2;card_scheme;0.1;USD;\nc3;;vat;1;USD;\n",
    );
    let read = read_billed(&[input.clone()], &profile, &Attributes::standard(), &mut |_| {}).unwrap();
    let lines: Vec<_> =
        read.lines.iter().map(|line| (line.component.as_str(), line.amount, line.billed_on)).collect();
    assert_eq!(lines, [("interchange", d("0.25"), day("2026-05-02")), ("scheme_fee", d("-0.1"), None)]);
    assert_eq!(read.rejects[0].column, "fee");
    let refused = read_transactions(&[input], &profile, &Attributes::standard(), &[], &mut |_| {});
    assert!(refused.unwrap_err().to_string().contains("name it under [billed]"));
}

#[test]
fn an_unknown_profile_names_the_nearest() {
    let load = load_profile(
        "adyen-setlement-details",
        Path::new("nowhere"),
        &Attributes::standard(),
        &mut Sources::default(),
    );
    let help = load.unwrap_err()[0].help.clone();
    assert_eq!(help.as_deref(), Some("did you mean `adyen-settlement-details`?"));
}
