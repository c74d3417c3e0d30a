//! Whatever is expected and billed, the pairs show all of it once.

use proptest::bool;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use trueup::facts::{BilledFor, BilledLine, Origin};
use trueup::money::{Currency, Decimal};
use trueup::reconcile::{Broken, Expected, Kind, Money, Terms, Transaction, Unproven, check, pair};

const COMPONENTS: [&str; 2] = ["interchange", "scheme_fee"];
type Sums = BTreeMap<(String, Currency), Decimal>;
/// Id, event, and for each component nothing, an amount, or unproven.
type Row = (&'static str, Option<&'static str>, Vec<Option<Option<Money>>>);

fn money() -> impl Strategy<Value = Money> {
    (-300_i64..300, 2_u32..5, select(vec!["EUR", "USD"])).prop_map(|(digits, scale, currency)| Money {
        amount: Decimal::new(digits, scale),
        currency: Currency::parse(currency).unwrap(),
    })
}

fn id() -> impl Strategy<Value = &'static str> {
    select(vec!["T1", "T2", "T3", "T4"])
}

fn event() -> impl Strategy<Value = Option<&'static str>> {
    option::of(select(vec!["sale", "refund"]))
}

fn row() -> impl Strategy<Value = Row> {
    (id(), event(), vec(option::of(option::weighted(0.8, money())), COMPONENTS.len()))
}

fn line(rows: usize) -> impl Strategy<Value = BilledLine> {
    let by_id = (id(), event(), bool::weighted(0.2)).prop_map(|(id, event, no_transaction)| {
        let (transaction_id, event) = (id.to_owned(), event.map(str::to_owned));
        match no_transaction {
            true => BilledFor::NoTransaction { transaction_id, event, reason: "rejected".to_owned() },
            false => BilledFor::Id { transaction_id, event },
        }
    });
    let billed_for = if rows == 0 {
        by_id.boxed()
    } else {
        prop_oneof![2 => by_id, 1 => (0..rows).prop_map(BilledFor::Row)].boxed()
    };
    let component = select(vec!["interchange", "scheme_fee", "tax"]);
    (billed_for, component, money(), option::of(select(vec!["1", "2"]))).prop_map(
        |(billed_for, component, money, line_id)| BilledLine {
            billed_for,
            component: component.to_owned(),
            amount: money.amount,
            currency: money.currency,
            billed_as: None,
            billed_on: None,
            merchant_id: None,
            line_id: line_id.map(str::to_owned),
            origin: Origin { file: 0, row: 2 },
        },
    )
}

/// Rows, and billed lines of which some come again.
fn input() -> impl Strategy<Value = (Vec<Row>, Vec<BilledLine>)> {
    vec(row(), 0..8).prop_flat_map(|rows| {
        let lines = vec((line(rows.len()), 1_usize..3), 0..12).prop_map(|lines| {
            lines.into_iter().flat_map(|(line, times)| vec![line; times]).collect::<Vec<_>>()
        });
        (Just(rows), lines)
    })
}

fn add(sums: &mut Sums, component: &str, money: Money) {
    *sums.entry((component.to_owned(), money.currency)).or_default() += money.amount;
}

/// The expected money of each transaction and component whose rows are all proven and in one currency.
fn proven(rows: &[Row]) -> Sums {
    let mut sums = Sums::new();
    for (place, component) in COMPONENTS.iter().enumerate() {
        let mut transactions: BTreeMap<_, Vec<Option<Money>>> = BTreeMap::new();
        for (id, event, costs) in rows {
            transactions.entry((id, event)).or_default().extend(costs[place]);
        }
        for costs in transactions.into_values() {
            let known: Vec<Money> = costs.iter().flatten().copied().collect();
            let currencies: BTreeSet<Currency> = known.iter().map(|money| money.currency).collect();
            if known.len() == costs.len() && currencies.len() == 1 {
                known.into_iter().for_each(|money| add(&mut sums, component, money));
            }
        }
    }
    sums
}

fn conserves(rows: &[Row], lines: &[BilledLine]) -> Result<(), TestCaseError> {
    let transactions: Vec<Transaction<'_>> =
        rows.iter().map(|(id, event, _)| Transaction { id, event: *event, line_id: None }).collect();
    let unproven = || Unproven { kind: Kind::Unpriced, reason: "unpriced".to_owned() };
    let expected = rows.iter().enumerate().flat_map(|(row, (_, _, costs))| {
        costs.iter().enumerate().filter_map(move |(component, cost)| {
            cost.map(|cost| Expected {
                row,
                component,
                cost: cost.ok_or_else(unproven),
                dated: None,
                rounding: None,
            })
        })
    });
    let expected: Vec<Expected> = expected.collect();
    let components = COMPONENTS.map(str::to_owned);
    let paired = pair(&components, &transactions, &[], &expected, &[], lines, &Terms::default()).unwrap();

    let mut places: Vec<usize> = paired.pairs.iter().flat_map(|pair| pair.lines.clone()).collect();
    places.sort_unstable();
    prop_assert_eq!(places, (0..lines.len()).collect::<Vec<_>>(), "each line is in one pair");

    let (mut billed_in, mut billed_out, mut expected_out) = (Sums::new(), Sums::new(), Sums::new());
    for line in lines {
        add(&mut billed_in, &line.component, Money { amount: line.amount, currency: line.currency });
    }
    for pair in &paired.pairs {
        let component = &paired.components[pair.component];
        let money = |amount: Decimal| Money { amount, currency: pair.currency.unwrap() };
        pair.billed.into_iter().for_each(|amount| add(&mut billed_out, component, money(amount)));
        pair.expected.into_iter().for_each(|amount| add(&mut expected_out, component, money(amount)));
        if let Some(variance) = pair.variance {
            let difference = pair.billed.unwrap_or_default() - pair.expected.unwrap_or_default();
            prop_assert_eq!(variance, difference, "variance is billed minus expected");
        }
    }
    prop_assert_eq!(billed_out, billed_in, "billed");
    prop_assert_eq!(expected_out, proven(rows), "expected");
    prop_assert_eq!(check(&paired, &transactions, &expected, lines), Ok(()), "the engine's own check");
    Ok(())
}

#[test]
fn every_line_and_every_cent_is_in_exactly_one_pair() {
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let result =
        TestRunner::new_with_rng(config, rng).run(&input(), |(rows, lines)| conserves(&rows, &lines));
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_pair_that_hides_its_expected_cost_as_unproven_breaks_conservation() {
    let money = Money { amount: Decimal::new(100, 2), currency: Currency::parse("EUR").unwrap() };
    let transactions = [Transaction { id: "T1", event: Some("sale"), line_id: None }];
    let cost = |cost| [Expected { row: 0, component: 0, cost, dated: None, rounding: None }];
    let unproven = Unproven { kind: Kind::Unpriced, reason: "unpriced".to_owned() };
    let components = [COMPONENTS[0].to_owned()];
    let hidden =
        pair(&components, &transactions, &[], &cost(Err(unproven)), &[], &[], &Terms::default()).unwrap();
    let result = check(&hidden, &transactions, &cost(Ok(money)), &[]);
    assert!(matches!(result, Err(Broken::Money { expected_in, .. }) if expected_in == money.amount));
}
