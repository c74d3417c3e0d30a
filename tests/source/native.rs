//! The native layouts, and what becomes of each row.

use crate::*;
use trueup::facts::Value;

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
    assert_eq!(read.rows.notes, ["t.csv: columns that are no attribute are left alone: `shop`"]);
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
    assert_eq!((read.rows.rows_rejected, read.rows.billed_rejected, read.batch.rows), (4, 2, 1));
    assert_eq!(
        (read.billed.len(), read.billed[1].amount),
        (2, Decimal::ZERO),
        "a zero is a line, a blank is none"
    );
    assert_eq!(read.billed[1].billed_for, BilledFor::Row(0));
    assert_eq!(read.billed[0].billed_for, nobody("t1", None, "transaction_rejected"), "its cost can be read");
    assert_eq!(read.rows.rows_per_file, [5]);
}

#[test]
fn values_outside_a_closed_list_are_unknown_and_counted() {
    let read = native(
        "transaction_id,network,token,mcc\nt1,visa,yes,5411\nt2,troy,true,54\nt3,troy,true,\n,lost,,\n",
    );
    let unknown: Vec<_> =
        read.rows.unknown_values.iter().map(|u| (u.attribute.as_str(), u.value.as_str(), u.rows)).collect();
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
        read_transactions(&[one, two], &profile("trueup"), &Attributes::standard(), &set, &[], &mut |read| {
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
    let [first, second, third] = read.lines.as_slice() else { panic!("{:?}", read.lines) };
    let id = |id: &str, event: Option<&str>| BilledFor::Id {
        transaction_id: id.to_owned(),
        event: event.map(str::to_owned),
    };
    assert_eq!(first.billed_for, id("t1", Some("sale")));
    assert_eq!((first.billed_as.as_deref(), first.line_id.as_deref()), (Some("VFUEL"), Some("L1")));
    assert_eq!((first.amount, first.billed_on), (d("0.84"), day("2026-05-02")));
    assert_eq!((second.billed_for.clone(), second.amount), (id("t2", None), d("-0.10")));
    assert_eq!((third.billed_for.clone(), third.amount), (nobody("t3", None, "line_rejected"), d("0.10")));
    let at: Vec<_> = read.rows.rejects.iter().map(|row| (row.row, row.column.as_str())).collect();
    assert_eq!(at, [(4, "event"), (5, "component"), (5, "amount")]);
    assert_eq!((read.rows.rows_rejected, read.rows.billed_rejected), (2, 1));
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
fn a_set_fact_does_not_overrule_what_a_row_says_in_unknown_words() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "t.csv", "transaction_id,funding\nt1,cash\nt2,\n");
    let set = [(id::FUNDING, Value::Symbol("debit".into()))];
    let read =
        read_transactions(&[input], &profile("trueup"), &Attributes::standard(), &set, &[], &mut |_| {})
            .unwrap();
    assert_eq!([0, 1].map(|row| read.batch.symbol(id::FUNDING, row)), [None, Some("debit")]);
    assert_eq!(read.rows.unknown_values[0].value, "cash");
}

#[test]
fn a_rejected_row_lends_its_costs_no_set_currency_and_leaves_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let text = "transaction_id,event,currency,amount,billed.markup\n\
        t1,sale,euro,1,0.10\nt2,lost,EUR,x,0.20\nt3,refund,EUR,1\n,sale,EUR,1,0.30\n";
    let input = file(folder.path(), "t.csv", text);
    let set = [(id::CURRENCY, Value::Symbol("USD".into()))];
    let read =
        read_transactions(&[input], &profile("trueup"), &Attributes::standard(), &set, &[], &mut |_| {})
            .unwrap();
    let lines: Vec<_> = read.billed.iter().map(|line| (line.billed_for.clone(), line.amount)).collect();
    let rejected = |id, event| nobody(id, event, "transaction_rejected");
    assert_eq!(lines, [(rejected("t2", None), d("0.20")), (rejected("", Some("sale")), d("0.30"))]);
    assert_eq!(read.rows.billed_rejected, 1, "the cost in no currency");
    let key = |id: &str, event: Option<&str>| (id.to_owned(), event.map(str::to_owned));
    assert_eq!(read.rows.rejected_keys, [key("t1", Some("sale")), key("t2", None), key("t3", None)]);
}

#[test]
fn a_line_id_is_read_also_where_the_rows_bill_nothing() {
    let read = native("transaction_id,line_id\nt1,L1\nt1,L2\nt1,\n");
    assert_eq!(read.line_ids, [Some("L1".to_owned()), Some("L2".to_owned()), None]);
    assert!(read.rows.notes.is_empty(), "{:?}", read.rows.notes);
}

#[test]
fn an_amount_beyond_all_money_is_a_reject() {
    let read = native(
        "transaction_id,amount,currency,billed.markup\n\
         t1,999999999999999.99,EUR,0.0000000000010000\n\
         t2,1000000000000000,EUR,\n\
         t3,1,EUR,0.1234567890123\n",
    );
    assert_eq!(read.batch.rows, 1);
    let reasons: Vec<_> =
        rejects(&read).iter().map(|(row, column, reason, _)| (*row, *column, *reason)).collect();
    assert_eq!(
        reasons,
        [
            (3, "amount", "has more than 15 digits before the point"),
            (4, "billed.markup", "has more than 12 decimals")
        ]
    );
}

#[test]
fn only_a_plausible_day_in_full_is_a_date() {
    for (cell, reason) in [
        ("2026-5-1", "is not a date such as 2026-05-01"),
        ("26-05-01", "is not a date such as 2026-05-01"),
        ("+12026-05-01", "is not a date such as 2026-05-01"),
        ("0026-05-01", "is not a day between 1950 and 2100"),
        ("2205-05-01", "is not a day between 1950 and 2100"),
    ] {
        let read = native(&format!("transaction_id,clearing_date\nt1,{cell}\n"));
        assert_eq!(rejects(&read), [(2, "clearing_date", reason, cell)]);
    }
}
