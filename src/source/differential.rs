//! Reading column by column gives what reading row by row gives, however the files are cut.

use super::piece::PieceSizes;
use super::profile::Profile;
use super::profile_read::read_profile;
use super::reader::Reader;
use super::whole::Whole;
use super::{InputFile, ReferenceFiles, SourceError, load_profile, native};
use crate::diagnostic::Sources;
use crate::facts::{AttributeId, Attributes, Value, id};
use polars::prelude::*;
use proptest::prelude::*;
use std::path::Path;

/// A column, and cells that it may have: good ones first.
type Pool = (&'static str, &'static [&'static str], &'static [&'static str]);

const TRANSACTIONS: [Pool; 16] = [
    ("transaction_id", &["t1", "t2", "a-long-transaction-id", "ü3"], &["", "  ", " t4 ", "4111111111111111"]),
    ("event", &["sale", "refund"], &["", "Sale", "nonsense", " sale"]),
    (
        "amount",
        &["1", "12.50", "-3.00", "0.000000000001"],
        &["", "1,5", "1e5", "x", "+2", "-0.00", ".5", "5.", "0.1234567890123", "1234567890123456", " 7 "],
    ),
    ("currency", &["EUR", "USD"], &["", "eur", "XXQ", " EUR"]),
    ("merchant_id", &["m1", "m2", "m3", "a-merchant-with-a-long-name"], &["", "m9", "a\"b", "\u{a0}m1"]),
    ("mcc", &["5411", "5999", ""], &["541", "abcd", "a long code that is none"]),
    ("merchant_country", &["NL", ""], &["XX", "nl"]),
    (
        "clearing_date",
        &["2026-05-01", "2026-05-02"],
        &["", "2026-5-1", "1.5.2026", "0026-05-01", "2026-02-30"],
    ),
    ("network", &["visa", "mastercard"], &["", "VISA", "unheard of"]),
    ("product", &["gold"], &["", "a product, with a comma", "two\nlines", "say \"hi\""]),
    ("token", &["true", "", ""], &["false", "yes", "TRUE"]),
    ("note", &["left alone"], &["", "\"", "x\ry"]),
    ("billed.interchange", &["0.10", "1"], &["", "x", "-0.5"]),
    ("billed.scheme_fee", &["0.02", ""], &["0,1"]),
    ("billed_currency", &["EUR", ""], &["euro"]),
    ("line_id", &["", "L1"], &["L2"]),
];

const BILLED: [Pool; 9] = [
    ("transaction_id", &["t1", "t2", "a-long-transaction-id"], &["", " t4 "]),
    ("event", &["sale", "refund"], &["", "nonsense"]),
    ("component", &["interchange", "scheme_fee"], &["", "markup", " tax "]),
    ("amount", &["1", "12.50", "-3.00"], &["", "1,5", "x"]),
    ("currency", &["EUR", "USD"], &["", "XXQ"]),
    ("billed_as", &["", "CPS FUEL", "a label of some length"], &[" VFUEL "]),
    ("billed_on", &["2026-05-01", ""], &["2026-13-01"]),
    ("merchant_id", &["EUR"], &["", "m1"]),
    ("line_id", &["", "L1"], &["L2"]),
];

const MERCHANTS: &str = "merchant_id,mcc,merchant_country,token,network\n\
    m1,5411,NL,true,visa\nm2,5999,DE,,\nm2,5999,FR,true,\nm3,,DE,true,elo\nm3,,,false,\n\
    a-merchant-with-a-long-name,5411,XX,,\n";
const COUNTRIES: &str = "merchant_country,regulated,token\nNL,true,\nDE,false,true\n";

/// Profiles for the same columns, with readings of their own.
const OWN: [&str; 2] = [
    r#"
[profile]
name  = "own"
title = "Transactions"
[attributes]
transaction_id = "transaction_id"
amount         = "amount"
currency       = "currency"
product        = { column = "product", optional = true }
clearing_date  = { column = "clearing_date", format = "%d.%m.%Y" }
event          = { column = "event", otherwise = "reject", values = { "*sale" = "sale", refund = "refund" } }
network        = { column = "network", values = { visa = "visa", "master*" = "mastercard", "unheard of" = "" } }
token          = { column = "token", values = { true = "true", yes = "true", false = "false" } }
mcc            = "mcc"
[billed]
currency = "billed_currency"
line_id  = "line_id"
[billed.components]
interchange = { column = "billed.interchange", negate = true }
scheme_fee  = "billed.scheme_fee"
"#,
    r#"
[profile]
name  = "own"
title = "Billed lines"
[attributes]
transaction_id = "transaction_id"
currency       = "currency"
[billed]
component = { column = "component", values = { interchange = "interchange", "scheme*" = "scheme_fee" } }
amount    = "amount"
currency  = "merchant_id"
billed_on = { column = "billed_on", format = "%Y-%m-%d" }
"#,
];

fn pools(billed: bool) -> Vec<Pool> {
    if billed { BILLED.to_vec() } else { TRANSACTIONS.to_vec() }
}

/// A table of cells: mostly good ones.
fn cells(pools: &[Pool], picks: &[Vec<u8>]) -> Vec<Vec<&'static str>> {
    let cell = |(_, good, bad): &Pool, pick: u8| match pick {
        0..=239 => good[usize::from(pick) % good.len()],
        _ => bad[usize::from(pick) % bad.len()],
    };
    picks.iter().map(|row| pools.iter().zip(row).map(|(pool, pick)| cell(pool, *pick)).collect()).collect()
}

/// The table as CSV. `shape` of a row says how its cells are quoted, and whether it has as many as it should.
fn csv(pools: &[Pool], rows: &[Vec<&str>], shapes: &[u8], end: &str) -> String {
    let mut text: String = pools.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(",");
    text.push_str(end);
    for (row, shape) in rows.iter().zip(shapes) {
        let quoted = |cell: &&str| {
            let needs = cell.contains([',', '\n', '\r']) || cell.starts_with('"');
            if needs || shape % 5 == 0 {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                (*cell).to_owned()
            }
        };
        let mut cells: Vec<String> = row.iter().map(quoted).collect();
        match shape {
            250 => drop(cells.pop()),
            251 => cells.push("one too many".to_owned()),
            252 => cells[0] = "\"quoted\" and more".to_owned(),
            253 => text.push_str(end),
            254 => text.push_str("   "),
            _ => {}
        }
        text.push_str(&cells.join(","));
        text.push_str(end);
    }
    text
}

/// The table as Parquet, some of its columns typed: what does not fit the type is null.
fn parquet(pools: &[Pool], rows: &[Vec<&'static str>], typed: u16) -> Vec<u8> {
    let column = |(at, (name, ..)): (usize, &Pool)| {
        let texts = || rows.iter().map(|row| row[at].trim());
        let name = PlSmallStr::from_str(name);
        match (typed >> at & 1 == 1, name.as_str()) {
            (true, "amount" | "billed.interchange") => {
                let digits = |text: &str| {
                    Some((text.parse::<crate::money::Decimal>().ok()?.mantissa() % 100_000) << (typed % 60))
                };
                let column = Int128Chunked::from_iter_options(name, texts().map(digits));
                column.into_decimal(38, usize::from(typed % 14)).unwrap().into_column()
            }
            (true, "clearing_date" | "billed_on") => {
                let days = texts().map(|text| text.parse().ok());
                DateChunked::from_naive_date_options(name, days).into_column()
            }
            (true, "token") => {
                BooleanChunked::from_iter_options(name, texts().map(|text| text.parse().ok())).into_column()
            }
            (true, "mcc" | "billed.scheme_fee") => {
                Int64Chunked::from_iter_options(name, texts().map(|text| text.parse().ok())).into_column()
            }
            (true, "product") => {
                let values = Series::new(name, texts().collect::<Vec<_>>());
                values.into_column()
            }
            (nulls, _) => {
                let cell = |row: &Vec<&'static str>| Some(row[at]).filter(|text| !(nulls && text.is_empty()));
                StringChunked::from_iter_options(name, rows.iter().map(cell)).into_column()
            }
        }
    };
    let columns: Vec<Column> = pools.iter().enumerate().map(column).collect();
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_row_group_size(Some(7)).with_data_page_size(Some(16));
    writer.finish(&mut DataFrame::new(rows.len(), columns).unwrap()).unwrap();
    bytes
}

struct Case<'c> {
    files: &'c [InputFile],
    references: &'c [ReferenceFiles],
    set: &'c [(AttributeId, Value)],
    billed: bool,
    /// By a profile of its own.
    own: bool,
}

/// Everything that is said of the files, as text.
fn read(case: &Case<'_>, by_columns: bool, sizes: PieceSizes) -> Result<String, SourceError> {
    let attributes = Attributes::standard();
    let mut sources = Sources::default();
    let profile: Profile = match case.own {
        true => read_profile(OWN[usize::from(case.billed)], sources.add("own", ""), &attributes).unwrap(),
        false => load_profile("trueup", Path::new("nowhere"), &attributes, &mut sources).unwrap(),
    };
    let native = if case.billed { native::billed } else { native::transactions };
    let mut reader = Reader::new(case.files, &profile, native, &attributes);
    (reader.set, reader.sizes, reader.by_columns) = (case.set, sizes, by_columns);
    reader.refer(case.references)?;
    let whole = Whole::read(&reader, &mut |_| {})?;
    let value = |row, at| whole.batch.value(AttributeId(at), row);
    let rows: Vec<Vec<Option<Value>>> =
        (0..whole.batch.rows).map(|row| (0..attributes.len()).map(|at| value(row, at)).collect()).collect();
    let columns: Vec<bool> = whole.batch.columns.iter().map(Option::is_some).collect();
    let Whole { origins, line_ids, billed, rows: read, joined, .. } = &whole;
    Ok(format!("{columns:#?} {rows:#?} {origins:#?} {line_ids:#?} {billed:#?} {read:#?} {joined:#?}"))
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> InputFile {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    InputFile { shown: name.to_owned(), path }
}

fn check(case: &Case<'_>, bytes: usize, rows: usize) -> Result<(), TestCaseError> {
    let careful = read(case, false, PieceSizes::default());
    prop_assert_eq!(read(case, true, PieceSizes::default()), careful.clone());
    let small = PieceSizes { bytes, rows, sheet_rows: rows };
    prop_assert_eq!(read(case, false, small), careful.clone());
    prop_assert_eq!(read(case, true, small), careful);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn columns_and_rows_say_the_same(
        (billed, own) in any::<(bool, bool)>(),
        picks in prop::collection::vec(prop::collection::vec(any::<u8>(), 16), 0..40),
        shapes in prop::collection::vec(any::<u8>(), 40),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        typed in any::<u16>(),
        (with_set, with_references) in any::<(bool, bool)>(),
        bytes in 1_usize..300,
        rows in 1_usize..9,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let pools = pools(billed);
        let table = cells(&pools, &picks);
        let text = mark.to_owned() + &csv(&pools, &table, &shapes, end);
        let files = [
            file(folder.path(), "a.csv", &text),
            file(folder.path(), "b.parquet", parquet(&pools, &table, typed)),
            file(folder.path(), "c.csv", text.trim_end()),
        ];
        let reference = |name: &str, key, content| ReferenceFiles {
            name: name.to_owned(),
            key,
            files: vec![file(folder.path(), name, content)],
        };
        let references = [
            reference("merchants.csv", id::MERCHANT_ID, MERCHANTS),
            reference("countries.csv", id::MERCHANT_COUNTRY, COUNTRIES),
        ];
        let set = [
            (id::MERCHANT_COUNTRY, Value::Symbol("DE".to_owned())),
            (id::TOKEN, Value::Flag(false)),
            (id::SEGMENT, Value::Symbol("consumer".to_owned())),
        ];
        let case = Case {
            files: &files,
            references: if with_references && !billed { &references } else { &[] },
            set: if with_set && !billed { &set } else { &[] },
            billed,
            own,
        };
        check(&case, bytes, rows)?;
    }
}
