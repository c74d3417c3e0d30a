//! Tables as they are written piece by piece.

use super::*;
use polars::prelude::AnyValue;

#[test]
fn how_rows_are_sliced_leaves_no_trace_in_the_tables() {
    let rows: Vec<_> = sample::comparisons().into_iter().cycle().take(520).collect();
    let bytes = |slice: usize| {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Tables::begin(folder.path(), &Options::default()).unwrap();
        for rows in rows.chunks(slice) {
            tables.discrepancies(rows).unwrap();
        }
        tables.finish().unwrap();
        ["discrepancies.csv", "discrepancies.parquet"].map(|file| fs::read(folder.path().join(file)).unwrap())
    };
    let whole = bytes(rows.len());
    for slice in [1, 7, 13] {
        assert!(bytes(slice) == whole, "slices of {slice}");
    }
}

/// Reads a column back as text, by another reader than the writer.
fn column(table: &DataFrame, name: &str) -> Vec<Option<String>> {
    let values = table.column(name).unwrap();
    (0..table.height())
        .map(|row| match values.get(row).unwrap() {
            AnyValue::Null => None,
            AnyValue::String(text) => Some(text.to_owned()),
            AnyValue::Decimal(digits, 38, 12) => Some(digits.to_string()),
            AnyValue::Date(days) => Some(days.to_string()),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Enough rows for two pages, of which every seventh has nothing but a kind. `different` of a hundred amounts
/// and ids are like no other.
fn many_rows(different: usize) -> Vec<ComparisonRow> {
    let row = |at: usize| {
        let mut row = sample::comparisons()[at % 13].clone();
        let own = if at % 100 < different { at } else { at / 500 };
        row.transaction_id = format!("T{own}");
        row.expected = Some(Decimal::new(own as i64 * 3 - 1_000, 12));
        row.cause = format!("cause {}", at % 3);
        if at.is_multiple_of(7) {
            row.transaction_id.clear();
            row.cause.clear();
            (row.expected, row.billed, row.variance) = (None, None, None);
            (row.currency, row.dated) = (None, None);
        }
        row
    };
    (0..70_000).map(row).collect()
}

#[test]
fn columns_read_back_as_they_were_pushed_with_dictionaries_and_without() {
    for different in [0, 1, 100] {
        let rows = many_rows(different);
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Tables::begin(folder.path(), &Options::default()).unwrap();
        for chunk in rows.chunks(66_000) {
            tables.costs(encoded(chunk)).unwrap();
        }
        tables.finish().unwrap();
        let table = parquet(&folder, "costs.parquet");
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let digits = |amount: Option<Decimal>| {
            amount.map(|mut amount| {
                amount.rescale(12);
                amount.mantissa().to_string()
            })
        };
        let epoch = Date::from_ymd_opt(1970, 1, 1).unwrap();
        let check = |name: &str, value: &dyn Fn(&ComparisonRow) -> Option<String>| {
            let pushed: Vec<_> = rows.iter().map(value).collect();
            assert!(column(&table, name) == pushed, "{name}, {different} in 100 different");
        };
        check("transaction_id", &|row| text(&row.transaction_id));
        check("event", &|row| text(&row.event));
        check("expected", &|row| digits(row.expected));
        check("billed", &|row| digits(row.billed));
        check("variance", &|row| digits(row.variance));
        check("currency", &|row| row.currency.map(|currency| currency.code().to_owned()));
        check("verdict", &|row| text(row.kind.verdict().name()));
        check("kind", &|row| text(row.kind.name()));
        check("cause", &|row| text(&row.cause));
        check("dated", &|row| row.dated.map(|day| (day - epoch).num_days().to_string()));
        check("merchant_id", &|row| text(&row.merchant_id));
        check("billed_as", &|row| text(&row.billed_as));
    }
}

#[test]
fn which_names_have_a_code_and_since_when_leaves_no_trace() {
    let rows = sample::comparisons();
    let bytes = |names: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Tables::begin(folder.path(), &Options::default()).unwrap();
        let mut costs = Costs::with_capacity(rows.len());
        names.iter().for_each(|name| {
            costs.name(TextColumn::Cause, name);
        });
        rows.iter().for_each(|row| costs.push_row(row));
        tables.costs(costs.encode().unwrap()).unwrap();
        tables.finish().unwrap();
        fs::read(folder.path().join("costs.parquet")).unwrap()
    };
    assert!(bytes(&[]) == bytes(&["never used", "billed before", "unpriced"]));
}
