//! Kinds of files, exchange rates and patterns.

use crate::*;
use std::io::Write;
use trueup::money::Currency;

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
        assert_eq!(rejects(&read)[0].0, 5, "{name}: a row is found on its line, also below a cell of two");
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

    let cases: [(&str, &[u8], &str); 8] = [
        ("t.csv", b"", "t.csv: is empty"),
        ("t.csv", b"\xef\xbb\xbf", "t.csv: is empty"),
        ("t.parquet", b"", "t.parquet: is empty"),
        ("t.csv", b"\xff\xfet\0r\0", "is UTF-16; export the file as UTF-8"),
        ("t.csv", b"transaction_id\nt1\nt\xe9\n", "line 3 is not valid UTF-8"),
        ("t.csv", b"transaction_id\n\"t1\"\n\"t2\nt3\nt4\n", "a quoted cell on line 3 is never closed"),
        ("t.xls", b"PK", "write it as .csv, .csv.gz, .csv.zst, .parquet or .xlsx"),
        ("t.parquet", b"transaction_id\n", "not a readable Parquet file"),
    ];
    for (name, content, wanted) in cases {
        let message = refusal(name, content, "trueup");
        assert!(message.contains(wanted), "{message}");
    }
    let empty = native("transaction_id,amount\n");
    assert_eq!(
        (empty.batch.rows, empty.rows.notes.as_slice()),
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
    let amounts = Series::new("amount".into(), [Some("123456789012345.12"), Some("-0.05"), None])
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
        read_transactions(&[input], &profile("trueup"), &Attributes::standard(), &[], &[], &mut |_| {})
            .unwrap();
    let csv = native(
        "transaction_id,unused,mcc,token,amount,clearing_date\n\
         t1,1.5,5411,true,123456789012345.12,2026-05-01\n\
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

/// The writer (pyarrow, with a dictionary of 600 bytes at most and small pages) gave up the dictionaries of the ids
/// and merchants on the way: the first pages of a column refer to one, the others hold their texts themselves.
#[test]
fn texts_are_read_whether_they_stand_in_a_dictionary_or_not() {
    let read = read("t.parquet", include_bytes!("overfull.parquet"), "trueup").unwrap();
    assert_eq!(read.batch.rows, 400);
    for row in 0..400 {
        let merchant = match row {
            0..200 => Some(format!("M{:03}", row % 3)),
            _ if row % 7 == 0 => None,
            _ => Some(format!("a-merchant-of-its-own-{row:05}")),
        };
        assert_eq!(read.batch.symbol(id::MERCHANT_ID, row), merchant.as_deref(), "{row}");
        assert_eq!(read.batch.symbol(id::TRANSACTION_ID, row), Some(format!("T{row:05}").as_str()));
        let network = if row % 2 == 1 { "visa" } else { "mastercard" };
        assert_eq!(read.batch.symbol(id::NETWORK, row), Some(network), "{row}");
        assert_eq!(read.batch.symbol(id::CURRENCY, row), Some("EUR"), "{row}");
    }
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
    assert!(message.contains("column `amount` has the type \"binary floating-point number\""), "{message}");
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
        ("2026-5-1,EUR,USD,1.5", "row 3, column `date`: \"2026-5-1\" is not a date"),
        ("0026-05-01,EUR,USD,1.5", "row 3, column `date`: \"0026-05-01\" is not a day between 1950 and 2100"),
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
    assert_eq!(
        shown(&["data/b.csv", "./data/b.csv", "data/../data/*b.csv"]).unwrap(),
        ["data/../data/b.csv"]
    );
    assert_eq!(shown(&["./data/b.csv"]).unwrap(), ["data/b.csv"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("data/b.csv"), folder.path().join("data/c.csv"))
            .unwrap();
        assert_eq!(shown(&["data/[bc].csv"]).unwrap(), ["data/b.csv"], "a link is the same file");
    }
    assert_eq!(shown(&["data/[1].csv"]).unwrap(), ["data/[1].csv"]);
    let missing = shown(&["data/a.csv", "data/*.parquet"]).unwrap_err().to_string();
    assert!(missing.starts_with("no file matches `data/*.parquet`"), "{missing}");
}

#[test]
fn a_workbook_reads_as_its_cells_show_and_a_number_nobody_typed_is_a_reject() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-05-01").unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in ["transaction_id", "amount", "clearing_date", "recurring"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, amount) in [(1, 1.1), (2, 0.1 + 0.2), (3, -250.0)] {
        sheet.write(row, 0, format!("00{row}")).unwrap();
        sheet.write(row, 1, amount).unwrap();
        sheet.write_with_format(row, 2, &day, &format).unwrap();
        sheet.write(row, 3, true).unwrap();
    }
    sheet.write_blank(9, 0, &rust_xlsxwriter::Format::new().set_bold()).unwrap();
    let read = read("t.xlsx", workbook.save_to_buffer().unwrap(), "trueup").unwrap();
    assert_eq!(read.batch.rows, 2, "and the blank rows below are none");
    assert_eq!(read.batch.symbol(id::TRANSACTION_ID, 0), Some("001"));
    let amounts = [0, 1].map(|row| read.batch.decimal(id::AMOUNT, row));
    assert_eq!(amounts, [Some(d("1.1")), Some(d("-250"))]);
    assert_eq!(read.batch.date(id::CLEARING_DATE, 0), self::day("2026-05-01"));
    let [(row, column, reason, _)] = rejects(&read)[..] else { panic!("{:?}", read.rows.rejects) };
    assert!((row, column) == (3, "amount") && reason.contains("more than 15 digits"), "{reason}");
}

#[test]
fn a_long_numeric_id_in_a_workbook_makes_its_row_a_reject() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in ["transaction_id", "note"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, id) in [(1, 123_456_789_012_345.0), (2, 1_234_567_890_123_456.0), (3, 10_000_000_000.0)] {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 1, 0.1 + 0.2).unwrap();
    }
    let read = read("t.xlsx", workbook.save_to_buffer().unwrap(), "trueup").unwrap();
    let ids = [0, 1].map(|row| read.batch.symbol(id::TRANSACTION_ID, row));
    assert_eq!(
        ids,
        [Some("123456789012345"), Some("10000000000")],
        "a column that nobody reads is no matter"
    );
    let [(3, "transaction_id", reason, "123456******3456")] = rejects(&read)[..] else {
        panic!("{:?}", read.rows.rejects)
    };
    assert!(reason.contains("more than 15 digits"), "{reason}");
}

#[test]
fn a_row_is_found_on_its_line_whatever_ends_the_lines() {
    for end in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let text =
                [mark, "transaction_id,amount", end, "t1,1", end, end, end, "\"t", end, "2\",x", end, "t3,y"];
            let read = read("t.csv", text.concat(), "trueup").unwrap();
            let rows: Vec<u64> = rejects(&read).iter().map(|reject| reject.0).collect();
            assert_eq!((read.origins[0].row, rows), (2, vec![5, 7]), "{end:?} {mark:?}");
        }
    }
    let many: String = (0..40_000).map(|row| format!("t{row},1\r\n")).collect();
    let read = native(&format!("transaction_id,amount\r\n{many}"));
    assert!(read.origins.iter().zip(2..).all(|(origin, line)| origin.row == line), "beyond one buffer");
}

/// A small Parquet file with an id and an amount.
fn small_parquet() -> Vec<u8> {
    use polars::prelude::*;
    let mut frame = DataFrame::new_infer_height(vec![
        Series::new("transaction_id".into(), ["t1", "t2", "t3"]).into(),
        Series::new("amount".into(), ["1.10", "2.20", "3.30"]).into(),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

#[test]
fn a_parquet_file_with_a_damaged_footer_is_refused_and_never_a_panic() {
    let good = small_parquet();
    let length = u32::from_le_bytes(good[good.len() - 8..good.len() - 4].try_into().unwrap()) as usize;
    let mut refused = 0;
    for at in good.len() - 8 - length..good.len() - 8 {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        // Some of the footer is not needed; damage to the rest must be refused in words.
        if let Err(fault) = read("t.parquet", bad, "trueup") {
            assert!(fault.to_string().starts_with("t.parquet: "), "byte {at}: {fault}");
            refused += 1;
        }
    }
    assert!(refused > 0);
}

#[test]
fn a_parquet_type_that_is_not_read_is_named_in_words() {
    assert!(read("t.parquet", small_parquet(), "trueup").is_ok());
    use polars::prelude::*;
    let mut frame =
        DataFrame::new_infer_height(vec![Series::new("transaction_id".into(), [&b"t1"[..]]).into()]).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let message = refusal("t.parquet", bytes, "trueup");
    assert!(message.contains("has the type \"bytes\"; write text"), "{message}");
}
