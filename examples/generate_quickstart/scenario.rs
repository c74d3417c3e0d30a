//! The two examples: how much happens, what goes wrong, and what is peculiar besides.

use crate::answer_key::planted::Planted;
use crate::answer_key::random::Random;
use crate::catalogue::{QUICKSTART, STARTER};
use crate::fault::{Fault, plant};
use crate::fx::Fx;
use crate::row::{Mark, Row};
use crate::shopping::{Traffic, transactions};
use crate::transaction::Transaction;
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub(crate) struct Scenario {
    /// Below `fixtures/`.
    pub(crate) folder: &'static str,
    seed: u64,
    traffic: Traffic,
    /// The last day of each batch.
    batch_ends: Vec<NaiveDate>,
    pub(crate) faults: &'static [Fault],
    marks: Vec<Mark>,
}

/// All that one example holds.
pub(crate) struct Example {
    pub(crate) fx: Fx,
    /// The last day and the rows of each batch.
    pub(crate) batches: Vec<(NaiveDate, Vec<Row>)>,
    pub(crate) planted: Vec<Planted>,
}

impl Scenario {
    pub(crate) fn quickstart() -> Option<Scenario> {
        let wallets =
            (0..15).map(|number| Mark::Wallet(if number % 3 == 0 { VISA_WALLET } else { MC_WALLET }));
        Some(Scenario {
            folder: "quickstart",
            seed: 20_260_531,
            traffic: Traffic {
                first: may(1)?,
                last: may(31)?,
                sales: 3_720,
                refunds: 190,
                chargebacks: 34,
                reversals: 7,
            },
            batch_ends: vec![may(7)?, may(15)?, may(23)?, may(31)?],
            faults: QUICKSTART,
            marks: wallets.chain([Mark::BrokenNet, Mark::TextAmount, Mark::UnknownType]).collect(),
        })
    }

    pub(crate) fn starter() -> Option<Scenario> {
        Some(Scenario {
            folder: "starter",
            seed: 11,
            traffic: Traffic {
                first: may(11)?,
                last: may(24)?,
                sales: 185,
                refunds: 9,
                chargebacks: 2,
                reversals: 0,
            },
            batch_ends: vec![may(24)?],
            faults: STARTER,
            marks: vec![Mark::Wallet(MC_WALLET)],
        })
    }

    /// Bills everything rightly, then plants the faults and marks some of the rows that are left.
    pub(crate) fn play(&self) -> Result<Example, String> {
        let mut random = Random::seeded(self.seed);
        let first_rate = NaiveDate::from_ymd_opt(2026, 4, 20).ok_or("no such day")?;
        let fx = Fx::walk(&mut random, first_rate, self.traffic.last);
        let happened = transactions(&self.traffic, &mut random);
        let mut rows = happened
            .into_iter()
            .map(|transaction| Row::new(transaction, &fx).ok_or("an exchange rate is missing"))
            .collect::<Result<Vec<_>, _>>()?;
        let planted = plant(self.faults, &mut rows, &mut random, &fx)?;
        self.mark(&mut rows, &mut random)?;
        let mut batches = Vec::new();
        for &end in &self.batch_ends {
            let later = rows.partition_point(|row| row.transaction.day() <= end);
            let rest = rows.split_off(later);
            batches.push((end, std::mem::replace(&mut rows, rest)));
        }
        Ok(Example { fx, batches, planted })
    }

    fn mark(&self, rows: &mut [Row], random: &mut Random) -> Result<(), String> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        random.shuffle(&mut order);
        for &mark in &self.marks {
            let fits = |row: &Row| row.mark == Mark::Clean && may_be(mark, &row.transaction);
            let index = order.iter().find(|index| fits(&rows[**index]));
            rows[*index.ok_or("no row is left to mark")?].mark = mark;
        }
        Ok(())
    }
}

const VISA_WALLET: &str = "visa_googlepay";
const MC_WALLET: &str = "mc_applepay";

/// Wallet sales are small ones at EEA rates, so that almost all of the bill remains provable.
fn may_be(mark: Mark, transaction: &Transaction) -> bool {
    let small = transaction.amount < Decimal::from(60);
    let network = match mark {
        Mark::Wallet(wallet) => transaction.card.variant.starts_with(&wallet[..2]),
        _ => true,
    };
    transaction.is_sale_in("EUR") && transaction.issued_in_the_eea() && small && network
}

fn may(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 5, day)
}
