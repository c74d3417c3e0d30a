//! The naive evaluator: one transaction, one rule after the other, straight from the language document.

use super::conditions::{Answer, Asked, Open};
use super::cost::{Cost, Line, unknown};
use super::exact::Exact;
use super::fees::{Added, Pricing, rounded};
use super::notes::Notes;
use super::rates::Rate;
use super::totals::add_up;
use super::transaction::{Facts, Transaction};
use crate::facts::{AttributeId, id};
use crate::money::{Date, Mode};
use crate::schedule::{
    Book, Condition, Covering, DatedFee, Direction, Fee, LineCurrency, Rule, Schedule, Select, Shape, Stage,
};

/// A line with what only its schedule needs to know.
struct Priced {
    line: Line,
    /// The cost with its sign, before rounding.
    exact: Exact,
    direction: Direction,
}

/// A book and exchange rates, asked about transactions.
pub struct Evaluator<'a> {
    book: &'a Book,
    rates: &'a [Rate],
    transactions: Vec<Transaction>,
    /// What came up while aggregates were added up.
    pub notes: Notes,
}

impl<'a> Evaluator<'a> {
    pub fn new(book: &'a Book, rates: &'a [Rate], rows: &[Facts]) -> Evaluator<'a> {
        let mut transactions: Vec<Transaction> =
            rows.iter().map(|facts| Transaction::new(facts, &book.derived)).collect();
        for place in 0..rows.len() {
            let same = rows[..place].contains(&rows[place]);
            transactions[place].repeats = same && rows[place].contains_key(&id::TRANSACTION_ID);
        }
        let notes = Notes::default();
        add_up(book, rates, &mut transactions, &notes);
        Evaluator { book, rates, transactions, notes }
    }

    /// The cost of each component of the book on a transaction, and what came up on the way.
    pub fn costs(&self, row: usize) -> Vec<(Cost, Notes)> {
        let (mut costs, mut all_notes) = (Vec::new(), Vec::new());
        for place in 0..self.book.components.len() {
            let notes = Notes::default();
            let cost = self.component(place, row, &costs, &notes);
            costs.push(cost.unwrap_or_else(Cost::Unproven));
            all_notes.push(notes);
        }
        costs.into_iter().zip(all_notes).collect()
    }

    /// The total of an aggregate on a transaction, if it is known.
    pub fn total(&self, aggregate: AttributeId, row: usize) -> Option<Exact> {
        self.transactions[row].number(aggregate)
    }

    /// Whether a transaction says again what an earlier one said.
    pub fn repeats(&self, row: usize) -> bool {
        self.transactions[row].repeats
    }

    fn asked<'n>(&'n self, row: usize, schedule: &Schedule, notes: &'n Notes) -> Asked<'n> {
        Asked {
            transaction: &self.transactions[row],
            rates: self.rates,
            dated_by: schedule.dated_by,
            unknown_is_no: false,
            notes,
        }
    }

    fn component(&self, place: usize, row: usize, earlier: &[Cost], notes: &Notes) -> Result<Cost, String> {
        let mut covering: Vec<&Schedule> = Vec::new();
        for schedule in self.book.schedules.iter().filter(|schedule| schedule.component == place) {
            if self.is_true(&schedule.covers, &self.asked(row, schedule, notes))? {
                covering.push(schedule);
            }
        }
        match (covering.as_slice(), self.book.components[place].covering) {
            ([], _) => return Ok(Cost::NotCovered),
            ([first, second, ..], Covering::One) => {
                return Err(format!("two_schedules: {}, {}", first.id, second.id));
            }
            _ => {}
        }
        let mut lines = Vec::new();
        for schedule in covering {
            let unknown_is_no = schedule.unknown_is_no;
            let asked = Asked { unknown_is_no, ..self.asked(row, schedule, notes) };
            lines.extend(self.schedule(schedule, &asked, earlier)?.into_iter().map(|priced| priced.line));
        }
        Ok(Cost::Lines(lines))
    }

    /// The lines of a schedule that covers the transaction.
    fn schedule(
        &self,
        schedule: &Schedule,
        asked: &Asked<'_>,
        earlier: &[Cost],
    ) -> Result<Vec<Priced>, String> {
        let transaction = asked.transaction;
        let date = transaction.day(schedule.dated_by).ok_or_else(|| self.unknown(schedule.dated_by))?;
        if let Some(unknown) =
            schedule.group.iter().find(|attribute| transaction.known(**attribute).is_none())
        {
            return Err(self.unknown(*unknown));
        }
        let existing: Vec<(&Rule, &Fee)> =
            schedule.rules.iter().filter_map(|rule| Some((rule, in_force(&rule.fees, date)?))).collect();
        if existing.is_empty() {
            return Err(format!("no_rate: {date}"));
        }
        let mut lines: Vec<Priced> = Vec::new();
        for (rule, fee) in existing {
            if !self.is_true(&rule.when, asked)? {
                continue;
            }
            // Before anything else is asked of the rule: whatever the answer, there is no price.
            if fee.shape == Shape::Unpublished {
                asked.notes.saw("unpublished");
                return Err("unpriced".to_owned());
            }
            let added = self.added(schedule, rule, asked, date)?;
            let currency = match schedule.currency {
                LineCurrency::Fixed(currency) => currency,
                LineCurrency::Transaction => {
                    transaction.currency().ok_or_else(|| self.unknown(id::CURRENCY))?
                }
            };
            let attributes = &self.book.attributes;
            let pricing = Pricing { asked, attributes, schedule, earlier, date, currency };
            lines.push(line(&pricing, rule, pricing.fee(fee, &added)?));
            if schedule.select == Select::First {
                break;
            }
            if schedule.select == Select::All {
                asked.notes.saw(format!("line {} of select = \"all\"", lines.len().min(2)));
            }
        }
        let lines = selected(schedule.select, lines, asked.notes);
        if lines.is_empty() { Err("unpriced".to_owned()) } else { Ok(self.summed_up(schedule, lines, asked)) }
    }

    fn added(
        &self,
        schedule: &Schedule,
        rule: &Rule,
        asked: &Asked<'_>,
        date: Date,
    ) -> Result<Added, String> {
        let mut added = Added::default();
        for adjustment in &schedule.adjustments {
            let meant = adjustment.to.is_empty()
                || adjustment.to.iter().any(|pattern| match pattern.text.split_once('*') {
                    Some((start, _)) => rule.id.starts_with(start),
                    None => rule.id == pattern.text,
                });
            let Some(add) = in_force(&adjustment.add, date).filter(|_| meant) else { continue };
            if !self.is_true(&adjustment.when, asked)? {
                continue;
            }
            let Shape::Plain(plain) = &add.shape else { panic!("an adjustment adds a plain fee") };
            if let Some(rate) = plain.rate {
                let before = added.rate.unwrap_or_else(Exact::zero);
                added.rate = Some(asked.notes.number(before.plus(&Exact::of(rate))));
                asked.notes.saw("adjustment of the percentage");
            }
            if let Some(fixed) = plain.fixed {
                added.fixed.push(fixed);
                asked.notes.saw("adjustment of the fixed part");
            }
            if !adjustment.to.is_empty() {
                asked.notes.saw("adjustment of certain rules");
            }
        }
        Ok(added)
    }

    /// `per = "transaction"`: the sum is rounded, and the last line takes the difference.
    fn summed_up(&self, schedule: &Schedule, mut lines: Vec<Priced>, asked: &Asked<'_>) -> Vec<Priced> {
        if schedule.rounding.stage != Stage::Transaction {
            return lines;
        }
        let notes = asked.notes;
        let mut rest = Exact::zero();
        for priced in &lines {
            rest = notes.number(rest.plus(&priced.exact));
        }
        let credits = lines.iter().all(|priced| priced.direction == Direction::Credit);
        notes.saw(format!("sum of {} lines rounded", lines.len().min(2)));
        let rounded = |amount: &Exact| rounded(amount, schedule.rounding, lines[0].line.currency, notes);
        let mut rest = if credits { rounded(&rest.negated()).negated() } else { rounded(&rest) };
        let last = lines.len() - 1;
        for priced in &lines[..last] {
            rest = rest.minus(&priced.line.amount);
        }
        lines[last].line.amount = notes.number(rest);
        lines
    }

    /// Whether a condition is true; the error is why nobody knows.
    fn is_true(&self, condition: &Condition, asked: &Asked<'_>) -> Result<bool, String> {
        match asked.holds(condition) {
            Answer::Yes => Ok(true),
            Answer::No => Ok(false),
            Answer::Open(Open::Attribute(attribute)) => Err(self.unknown(attribute)),
            Answer::Open(Open::NoRate(reason)) => Err(reason),
        }
    }

    fn unknown(&self, attribute: AttributeId) -> String {
        unknown(&self.book.attributes, attribute)
    }
}

/// The line that a rule gives, rounded by itself unless its sum is rounded.
fn line(pricing: &Pricing<'_>, rule: &Rule, whole: Exact) -> Priced {
    let stage = pricing.schedule.rounding.stage;
    pricing.asked.notes.saw(format!("per {stage:?}").to_lowercase());
    let amount = match stage {
        Stage::Line => pricing.rounded(&whole),
        Stage::Term | Stage::None | Stage::Transaction | Stage::Group => whole.rounded(Mode::HalfEven, 12),
    };
    if amount != whole && stage != Stage::Line {
        pricing.asked.notes.saw("kept with 12 decimals");
    }
    let turned = |amount: Exact| if rule.direction == Direction::Credit { amount.negated() } else { amount };
    let line = Line {
        schedule: pricing.schedule.id.clone(),
        rule: rule.id.clone(),
        amount: turned(amount),
        currency: pricing.currency,
    };
    if rule.id.contains('/') {
        pricing.asked.notes.saw("rule of a matrix");
    }
    if rule.fees.len() > 1 {
        pricing.asked.notes.saw("rule with several dates");
    }
    if rule.direction == Direction::Credit {
        pricing.asked.notes.saw("credit");
    }
    Priced { line, exact: turned(whole), direction: rule.direction }
}

/// The lines that the selection leaves.
fn selected(select: Select, lines: Vec<Priced>, notes: &Notes) -> Vec<Priced> {
    let amounts = lines.iter().map(|priced| &priced.line.amount);
    let wanted = match select {
        Select::First | Select::All => return lines,
        Select::Lowest => amounts.min().cloned(),
        Select::Highest => amounts.max().cloned(),
    };
    let Some(wanted) = wanted else { return lines };
    let place =
        lines.iter().position(|priced| priced.line.amount == wanted).expect("it is the amount of one");
    notes.saw(format!("{select:?} of {}: number {}", lines.len().min(2), place.min(1)).to_lowercase());
    lines.into_iter().nth(place).into_iter().collect()
}

/// The fee under the newest key not after the date, if there is one and it is not withdrawn.
fn in_force(fees: &[DatedFee], date: Date) -> Option<&Fee> {
    let begun = fees.iter().filter(|dated| dated.from.is_none_or(|from| from <= date));
    begun.max_by_key(|dated| dated.from)?.fee.as_ref()
}
