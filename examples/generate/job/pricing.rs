//! What transactions must cost, priced by trueup's own library.

use super::book::COMPONENTS;
use super::transaction::{Transaction, World};
use super::vocabulary::{
    CHANNELS, COUNTRIES, CURRENCIES, ENTRIES, EVENTS, FUNDINGS, MONTH, NETWORKS, PRODUCTS, SEGMENTS, TIERS,
    segment_of,
};
use std::error::Error;
use trueup::compile::compile;
use trueup::facts::{AttributeId, Batch, Column, id};
use trueup::money::{Date, Decimal, FxTable};
use trueup::price::{Priced, State, price};
use trueup::program::Program;
use trueup::schedule::load_texts;

/// Decimals of the amounts that the generator reckons in.
pub const DECIMALS: u32 = 4;

/// The right costs of one transaction by component, in ten-thousandths.
pub type Costs = [i64; COMPONENTS.len()];

/// The compiled book and what it needs beside the transactions.
pub struct Pricer {
    program: Program,
    tier: AttributeId,
    days: Vec<Option<Date>>,
}

impl Pricer {
    /// Compiles the texts of a book.
    pub fn of(files: &[(String, String)]) -> Result<Pricer, Box<dyn Error>> {
        let loaded = load_texts("", files.to_vec());
        let fault = || {
            let faults = loaded.diagnostics.iter().filter(|found| found.is_error());
            faults.map(|found| found.message.clone()).collect::<Vec<_>>().join("; ")
        };
        let book = loaded.book.as_ref().ok_or_else(fault)?;
        let tier = book.attributes.find("merchant_tier").ok_or("the book has no merchant_tier")?;
        let days = (0..=31).map(|day| Date::from_ymd_opt(MONTH.0, MONTH.1, day)).collect();
        Ok(Pricer { program: compile(book), tier, days })
    }

    /// The costs of each transaction; an error if the book leaves one without.
    pub fn costs(&self, world: &World, rows: &[Transaction]) -> Result<Vec<Costs>, Box<dyn Error>> {
        let (priced, _) = price(&self.program, &mut self.batch(world, rows), &FxTable::default());
        (0..rows.len()).map(|row| costs(&priced, row)).collect()
    }

    fn batch(&self, world: &World, rows: &[Transaction]) -> Batch {
        let mut columns: Vec<Option<Column>> = vec![None; self.program.attributes.len()];
        let mut symbols = |id: AttributeId, names: &[&str], code: &dyn Fn(&Transaction) -> u8| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            // Code 0 is an unknown value.
            let codes = rows.iter().map(|row| u32::from(code(row)) + 1).collect();
            columns[id.0] = Some(Column::Symbols { codes, names });
        };
        let merchant = |row: &Transaction| &world.merchants.list[row.merchant as usize];
        let countries = COUNTRIES.map(|country| country.0);
        symbols(id::EVENT, &EVENTS, &|row| row.event);
        symbols(id::CURRENCY, &CURRENCIES, &|row| merchant(row).currency);
        symbols(id::MERCHANT_COUNTRY, &countries, &|row| merchant(row).country);
        symbols(id::MCC, &world.merchants.mccs, &|row| merchant(row).mcc);
        symbols(self.tier, &TIERS, &|row| merchant(row).tier);
        symbols(id::NETWORK, &NETWORKS, &|row| row.network);
        symbols(id::FUNDING, &FUNDINGS, &|row| row.funding);
        symbols(id::PRODUCT, &PRODUCTS, &|row| row.product);
        symbols(id::SEGMENT, &SEGMENTS, &|row| segment_of(row.product));
        symbols(id::ISSUER_COUNTRY, &countries, &|row| row.issuer_country);
        symbols(id::CHANNEL, &CHANNELS, &|row| row.channel);
        symbols(id::ENTRY, &ENTRIES, &|row| row.entry);
        let amounts = rows.iter().map(|row| Some(Decimal::new(i64::from(row.cents), 2)));
        columns[id::AMOUNT.0] = Some(Column::Decimals(amounts.collect()));
        let days = rows.iter().map(|row| self.days[usize::from(row.day)]);
        columns[id::CLEARING_DATE.0] = Some(Column::Dates(days.collect()));
        Batch { rows: rows.len(), columns }
    }
}

fn costs(priced: &Priced, row: usize) -> Result<Costs, Box<dyn Error>> {
    let mut costs = Costs::default();
    for (component, cost) in costs.iter_mut().enumerate() {
        if !matches!(priced.outcome(row, component).state, State::Lines(_)) {
            return Err(format!("the book does not price {}", COMPONENTS[component]).into());
        }
        for line in priced.lines(row, component) {
            *cost += in_units(line.amount).ok_or("a cost has more than four decimals")?;
        }
    }
    Ok(costs)
}

fn in_units(amount: Decimal) -> Option<i64> {
    let amount = amount.normalize();
    let factor = 10_i128.pow(DECIMALS.checked_sub(amount.scale())?);
    i64::try_from(amount.mantissa() * factor).ok()
}
