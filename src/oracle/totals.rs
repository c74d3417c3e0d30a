//! Aggregates: for each transaction, the total over all that share its key and period.

use super::conditions::{Answer, Asked, Open};
use super::exact::Exact;
use super::notes::Notes;
use super::rates::Rate;
use super::transaction::{Standing, Transaction, number};
use crate::facts::{AttributeId, Kind, Value, id};
use crate::money::{Currency, Date};
use crate::schedule::{Aggregate, AggregatePeriod, Book, Measure};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// What one transaction does to a total.
enum Share {
    /// It is not counted.
    None,
    /// It adds to the whole, and perhaps to the part that `where` selects.
    Counted { amount: Exact, currency: Option<Currency>, selected: bool },
    /// Without its exchange rate nobody knows the total.
    NoRate,
}

/// The values of `per`, and the first day of the period.
type Key = (Vec<Value>, Option<(i32, u32, u32)>);

/// Computes every aggregate of the book. What a transaction was given stays as it is.
pub fn add_up(book: &Book, rates: &[Rate], transactions: &mut [Transaction], notes: &Notes) {
    for aggregate in &book.aggregates {
        let adding = Adding { book, aggregate, rates, notes };
        let shares: Vec<Share> = transactions.iter().map(|transaction| adding.share(transaction)).collect();
        let mut keys: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (place, transaction) in transactions.iter().enumerate() {
            if let Some(key) = adding.key(transaction) {
                keys.entry(key).or_default().push(place);
            } else {
                notes.saw("total unknown: whose it is");
            }
        }
        for mut mates in keys.into_values() {
            mates.sort_by_cached_key(|mate| adding.order(&transactions[*mate], &shares[*mate]));
            adding.stand(&mates, &shares, transactions);
        }
        for (transaction, share) in transactions.iter_mut().zip(&shares) {
            if let Some(given) = transaction.facts.get(&aggregate.attribute).and_then(number) {
                notes.saw("total given");
                let counted = adding.key(transaction).is_some();
                let standing = Standing { begins: given, adds: share.adds().filter(|_| counted) };
                transaction.totals.remove(&aggregate.attribute);
                transaction.standings.insert(aggregate.attribute, standing);
            }
        }
    }
}

impl Share {
    /// What is added to a sum or a count.
    fn adds(&self) -> Option<Exact> {
        match self {
            Share::Counted { amount, selected: true, .. } => Some(amount.clone()),
            _ => None,
        }
    }
}

struct Adding<'a> {
    book: &'a Book,
    aggregate: &'a Aggregate,
    rates: &'a [Rate],
    notes: &'a Notes,
}

impl Adding<'_> {
    /// Tells all transactions of one key their total and, in their order, where each finds it.
    fn stand(&self, mates: &[usize], shares: &[Share], transactions: &mut [Transaction]) {
        let Some(total) = self.total(mates.iter().map(|mate| &shares[*mate])) else { return };
        let mut begins = Exact::zero();
        for mate in mates {
            self.notes.saw(format!("total of period {:?}", self.aggregate.period).to_lowercase());
            let adds = shares[*mate].adds();
            let next = adds.as_ref().map(|adds| self.notes.number(begins.plus(adds)));
            transactions[*mate].totals.insert(self.aggregate.attribute, total.clone());
            let standing = Standing { begins: begins.clone(), adds };
            transactions[*mate].standings.insert(self.aggregate.attribute, standing);
            begins = next.unwrap_or(begins);
        }
    }

    /// Whose total, and the first day of the period; `None` if a part of it is unknown.
    fn key(&self, transaction: &Transaction) -> Option<Key> {
        let values: Option<Vec<Value>> =
            self.aggregate.per.iter().map(|attribute| transaction.facts.get(attribute).cloned()).collect();
        let day = transaction.day(self.aggregate.dated_by);
        let period = match self.aggregate.period {
            AggregatePeriod::All => None,
            AggregatePeriod::Year => Some((day?.year(), 0, 0)),
            AggregatePeriod::Month => Some((day?.year(), day?.month(), 0)),
            AggregatePeriod::Day => Some((day?.year(), day?.month(), day?.day())),
        };
        Some((values?, period))
    }

    fn total<'s>(&self, shares: impl Iterator<Item = &'s Share>) -> Option<Exact> {
        let (mut part, mut whole) = (Exact::zero(), Exact::zero());
        let mut currencies = BTreeSet::new();
        for share in shares {
            match share {
                Share::None => {}
                Share::NoRate => {
                    self.notes.saw("total unknown: no rate");
                    return None;
                }
                Share::Counted { amount, currency, selected } => {
                    currencies.insert(currency);
                    whole = self.notes.number(whole.plus(amount));
                    if *selected {
                        part = self.notes.number(part.plus(amount));
                    }
                }
            }
        }
        if self.adds_money() && self.aggregate.currency.is_none() && currencies.len() > 1 {
            self.notes.saw("total unknown: several currencies");
            return None;
        }
        match self.aggregate.measure {
            Measure::ShareOf(_) if whole.is_zero() => {
                self.notes.saw("share unknown: nothing counted");
                None
            }
            Measure::ShareOf(_) => {
                self.notes.saw("share");
                Some(part.over(&whole))
            }
            Measure::Sum(_) | Measure::Count => Some(part),
        }
    }

    fn share(&self, transaction: &Transaction) -> Share {
        if transaction.repeats {
            self.notes.saw("repeated row not counted");
            return Share::None;
        }
        let asked = Asked {
            transaction,
            rates: self.rates,
            dated_by: self.aggregate.dated_by,
            unknown_is_no: false,
            notes: self.notes,
        };
        let selected = match asked.holds(&self.aggregate.filter) {
            Answer::Yes => true,
            Answer::No | Answer::Open(Open::Attribute(_)) => false,
            Answer::Open(Open::NoRate(_)) => return Share::NoRate,
        };
        if !selected && !matches!(self.aggregate.measure, Measure::ShareOf(_)) {
            return Share::None;
        }
        let currency = transaction.currency();
        let (Measure::Sum(attribute) | Measure::ShareOf(attribute)) = self.aggregate.measure else {
            return Share::Counted { amount: Exact::whole(1), currency, selected };
        };
        let amount = match self.aggregate.currency {
            None => transaction.number(attribute).ok_or(Open::Attribute(attribute)),
            Some(currency) => asked.in_currency(attribute, currency),
        };
        match amount {
            Ok(amount) => Share::Counted { amount, currency, selected },
            Err(Open::Attribute(_)) => Share::None,
            Err(Open::NoRate(_)) => Share::NoRate,
        }
    }

    /// Date, id, event, what it adds, and at last all that is known of it.
    fn order(&self, transaction: &Transaction, share: &Share) -> impl Ord + use<> {
        let fact = |attribute: AttributeId| transaction.facts.get(&attribute).cloned();
        let all: Vec<Option<Value>> =
            self.book.attributes.iter().map(|(attribute, _)| fact(attribute)).collect();
        let day: Option<Date> = transaction.day(self.aggregate.dated_by);
        (day, fact(id::TRANSACTION_ID), fact(id::EVENT), share.adds(), all)
    }

    fn adds_money(&self) -> bool {
        match self.aggregate.measure {
            Measure::Sum(attribute) | Measure::ShareOf(attribute) => {
                self.book.attributes.get(attribute).kind == Kind::Money
            }
            Measure::Count => false,
        }
    }
}
