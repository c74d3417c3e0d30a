//! One block of transactions with what is billed for them.

use super::Request;
use super::bill::{Billed, Biller};
use super::book::{COMPONENTS, STRANGE_COMPONENT};
use super::lines::{Line, of_transaction};
use super::planted::Planted;
use super::pricing::{DECIMALS, Pricer};
use super::table::{Columns, Format, Part, Values};
use super::transaction::{Id, Transaction, World};
use super::vocabulary::{
    CHANNELS, COUNTRIES, CURRENCIES, ENTRIES, EVENTS, FUNDINGS, MONTH, NETWORKS, PRODUCTS, REFUND, SEGMENTS,
    TIERS, segment_of,
};
use std::error::Error;
use trueup::money::Date;

/// Rows and lines of a block.
pub struct Block {
    /// The transactions' part of their file.
    pub part: Part,
    /// What is billed, where it has files of its own.
    pub lines: Vec<Line>,
    pub planted: Planted,
}

/// Makes blocks.
pub struct Maker<'a> {
    pub world: &'a World,
    pub pricer: &'a Pricer,
    pub biller: &'a Biller<'a>,
    pub request: &'a Request,
}

impl Maker<'_> {
    /// The block with this number.
    pub fn block(&self, number: u64) -> Result<Block, String> {
        self.make(number).map_err(|error| error.to_string())
    }

    fn make(&self, number: u64) -> Result<Block, Box<dyn Error>> {
        let rows = self.request.block_rows;
        let numbers = number * rows..((number + 1) * rows).min(self.world.transactions);
        let rows: Vec<Transaction> = numbers.clone().map(|number| self.world.transaction(number)).collect();
        let costs = self.pricer.costs(self.world, &rows)?;
        let mut planted = Planted::none(self.request.wide);
        let billed: Vec<Billed> = numbers
            .zip(rows.iter().zip(costs))
            .map(|(number, (row, costs))| self.biller.bill(number, row, costs, &mut planted))
            .collect();
        let mut lines = Vec::new();
        for (row, billed) in rows.iter().zip(&billed) {
            of_transaction(
                row,
                self.world.merchants.list[row.merchant as usize].currency,
                billed,
                &mut lines,
            );
        }
        planted.transactions = rows.len() as u64;
        planted.refunds = rows.iter().filter(|row| row.event == REFUND).count() as u64;
        planted.reused_ids = rows.iter().filter(|row| row.reuses_id).count() as u64;
        planted.billed_lines = lines.len() as u64;
        let mut columns = self.facts(&rows)?;
        if self.request.wide {
            lines.clear();
            for (component, name) in
                ["billed.interchange", "billed.scheme_fee", "billed.markup"].iter().enumerate()
            {
                let units = billed.iter().map(|billed| billed.amounts[component]).collect();
                columns.push((name, Values::Amount(units, DECIMALS)));
            }
            let strange = billed.iter().map(|billed| billed.strange).collect();
            columns.push(("billed.gateway_fee", Values::Amount(strange, DECIMALS)));
        }
        Ok(Block { part: self.request.format.part(&columns)?, lines, planted })
    }

    fn facts<'r>(&'r self, rows: &'r [Transaction]) -> Result<Columns<'r>, Box<dyn Error>> {
        let merchant = |row: &Transaction| &self.world.merchants.list[row.merchant as usize];
        let text = |names: &'r [&'static str], code: &dyn Fn(&Transaction) -> u8| {
            Values::Text(rows.iter().map(|row| names[usize::from(code(row))]).collect())
        };
        let country = |code: &dyn Fn(&Transaction) -> u8| {
            Values::Text(rows.iter().map(|row| COUNTRIES[usize::from(code(row))].0).collect())
        };
        let first = Date::from_ymd_opt(MONTH.0, MONTH.1, 1).ok_or("no such day")?.to_epoch_days();
        let days = rows.iter().map(|row| first + i32::from(row.day) - 1).collect();
        let cents = rows.iter().map(|row| Some(i64::from(row.cents))).collect();
        let merchants = rows.iter().map(|row| merchant(row).id.as_str()).collect();
        Ok(vec![
            ("transaction_id", Values::Text(rows.iter().map(|row| signs(&row.id)).collect())),
            ("event", text(&EVENTS, &|row| row.event)),
            ("amount", Values::Amount(cents, 2)),
            ("currency", text(&CURRENCIES, &|row| merchant(row).currency)),
            ("clearing_date", Values::Day(days)),
            ("merchant_id", Values::Text(merchants)),
            ("merchant_country", country(&|row| merchant(row).country)),
            ("merchant_tier", text(&TIERS, &|row| merchant(row).tier)),
            ("mcc", text(&self.world.merchants.mccs, &|row| merchant(row).mcc)),
            ("network", text(&NETWORKS, &|row| row.network)),
            ("funding", text(&FUNDINGS, &|row| row.funding)),
            ("product", text(&PRODUCTS, &|row| row.product)),
            ("segment", text(&SEGMENTS, &|row| segment_of(row.product))),
            ("issuer_country", country(&|row| row.issuer_country)),
            ("channel", text(&CHANNELS, &|row| row.channel)),
            ("entry", text(&ENTRIES, &|row| row.entry)),
        ])
    }
}

/// Billed lines as a part of their file.
pub fn lines_part(lines: &[Line], format: Format) -> Result<Part, Box<dyn Error>> {
    let component = |line: &Line| COMPONENTS.get(usize::from(line.component)).copied();
    let text = |read: &dyn Fn(&Line) -> &'static str| Values::Text(lines.iter().map(read).collect());
    let columns = vec![
        ("transaction_id", Values::Text(lines.iter().map(|line| signs(&line.id)).collect())),
        ("event", text(&|line| EVENTS[usize::from(line.event)])),
        ("component", text(&|line| component(line).unwrap_or(STRANGE_COMPONENT))),
        ("amount", Values::Amount(lines.iter().map(|line| Some(line.units)).collect(), DECIMALS)),
        ("currency", text(&|line| CURRENCIES[usize::from(line.currency)])),
    ];
    Ok(format.part(&columns)?)
}

/// The text of an id, which is made of letters and digits.
fn signs(id: &Id) -> &str {
    std::str::from_utf8(id).unwrap_or_default()
}
