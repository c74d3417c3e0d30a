//! The Adyen settlement details report, which no Rust code knows.

use crate::*;

const ADYEN: &str = "Psp Reference,Merchant Account,Payment Method,Creation Date,Type,Modification Reference,\
    Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),\
    Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Batch Number";

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
    assert!(read.rows.unknown_values.is_empty(), "a wallet is known to hide its card");

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
        .rows
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
    let [.., rejected] = read.billed.as_slice() else { panic!() };
    assert_eq!(rejected.billed_for, nobody("P6", None, "transaction_rejected"));
    assert_eq!((rejected.amount, read.rows.billed_rejected), (d("0.02"), 0));
    let checks: Vec<_> =
        read.rows.row_checks.iter().map(|check| (check.stated, check.computed, check.holds)).collect();
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
fn costs_on_a_row_that_is_no_transaction_stay_in_the_bill() {
    let row = "PX,M,,2026-05-02 00:00:00,AuthorisationSchemeFee,R9,EUR,,,,EUR,0.35,,,,0.35,";
    let text = format!("{ADYEN}\n{row},,7\n{row}x,,7\n");
    let read = read("s.csv", text, "adyen-settlement-details").unwrap();
    let [line, second] = read.billed.as_slice() else { panic!("{:?}", read.billed) };
    assert_eq!(line.billed_for, nobody("PX", None, "other_row: AuthorisationSchemeFee"));
    assert_eq!((line.component.as_str(), line.amount), ("scheme_fee", d("0.35")));
    assert_eq!((line.merchant_id.as_deref(), line.line_id.as_deref()), (Some("M"), Some("R9")));
    assert_eq!((second.amount, read.rows.billed_rejected, read.rows.other_rows.len()), (d("0.35"), 1, 1));
    assert_eq!(rejects(&read)[0].1, "Interchange (NC)");
}

#[test]
fn an_amount_on_the_wrong_side_of_its_event_is_a_reject() {
    let row = |kind: &str, debit: &str, credit: &str| {
        format!("P,M,visa,2026-05-01 10:00:00,{kind},R,EUR,{debit},{credit},1,EUR,,,,,,,visadebit,7\n")
    };
    let rows = [
        row("Settled", "10.00", ""),
        row("Refunded", "", "10.00"),
        row("Chargeback", "0", "5"),
        row("RefundedReversed", "", "10.00"),
        row("ChargebackReversed", "0.00", "10.00"),
    ];
    let read = read("s.csv", format!("{ADYEN}\n{}", rows.concat()), "adyen-settlement-details").unwrap();
    let debit = "stands in the wrong column: a `sale` has it in `Gross Credit (GC)`";
    let credit =
        |event: &str| format!("stands in the wrong column: a `{event}` has it in `Gross Debit (GC)`");
    assert_eq!(
        rejects(&read),
        [
            (2, "Gross Debit (GC)", debit, "10.00"),
            (3, "Gross Credit (GC)", credit("refund").as_str(), "10.00"),
            (4, "Gross Credit (GC)", credit("chargeback").as_str(), "5"),
        ]
    );
}

#[test]
fn a_new_variant_is_unknown_and_counted() {
    let row = |variant| format!("P,M,visa,2026-05-01 10:00:00,Settled,R,EUR,,1,1,EUR,,1,,,,,{variant},7\n");
    let text = format!("{ADYEN}\n{}{}", row("visa_newpay"), row("visa"));
    let read = read("s.csv", text, "adyen-settlement-details").unwrap();
    let unknown: Vec<_> =
        read.rows.unknown_values.iter().map(|u| (u.attribute.as_str(), u.value.as_str())).collect();
    assert_eq!(unknown, [("funding", "visa_newpay"), ("product", "visa_newpay"), ("segment", "visa_newpay")]);
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
    let read = read_transactions(&files, &profile, &Attributes::standard(), &[], &[], &mut |_| {}).unwrap();
    let rows: u64 = read.rows.rows_per_file.iter().sum();
    assert_eq!(rows, read.batch.rows as u64 + read.rows.other_rows.len() as u64 + read.rows.rows_rejected);
    assert_eq!((read.batch.rows, read.rows.other_rows.len()), (3, 5), "{:?}", read.rows.rejects);
    assert!(read.rows.row_checks.iter().all(|check| check.holds), "{:?}", read.rows.row_checks);
}
