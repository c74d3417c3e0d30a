//! The rows of `costs.parquet` and `discrepancies.parquet` as columns, filled by many threads at once.

use super::columns::COLUMNS;
use super::parquet::{Encoder, Group, Numbers, ROWS_PER_GROUP, Runs, Texts, descriptors, to_digits};
use super::{ComparisonRow, ReportError};
use crate::money::{Currency, Date, Decimal};
use crate::reconcile::{Kind, Verdict};

/// The columns whose texts repeat from row to row, and are named by a [`Name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextColumn {
    /// `event`
    Event,
    /// `component`
    Component,
    /// `schedule`
    Schedule,
    /// `rule`
    Rule,
    /// `fee`
    Fee,
    /// `cause`
    Cause,
    /// `merchant_id`
    MerchantId,
    /// `billed_as`
    BilledAs,
}

const NAMED: usize = TextColumn::BilledAs as usize + 1;

/// A text of one column of one [`Costs`]. The default is the empty text, which any column has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Name(u32);

/// One row of the table; what it holds is that of a [`ComparisonRow`].
#[derive(Debug, Clone, Copy)]
pub struct CostRow<'a> {
    /// The transaction's id. Rows of one transaction should follow each other: the id is then held once.
    pub transaction_id: &'a str,
    /// Its event.
    pub event: Name,
    /// The component.
    pub component: Name,
    /// Schedules that gave lines.
    pub schedule: Name,
    /// Rules that gave lines.
    pub rule: Name,
    /// Their fees as declared.
    pub fee: Name,
    /// In major units of `currency`.
    pub expected: Option<Decimal>,
    /// In major units of `currency`.
    pub billed: Option<Decimal>,
    /// In major units of `currency`.
    pub variance: Option<Decimal>,
    /// Of the amounts.
    pub currency: Option<Currency>,
    /// The result.
    pub kind: Kind,
    /// Why, in words.
    pub cause: Name,
    /// The day that chose the rate.
    pub dated: Option<Date>,
    /// The merchant.
    pub merchant_id: Name,
    /// What the biller called it.
    pub billed_as: Name,
}

/// Rows of one chunk of the run as columns. Where chunks are cut decides where row groups end, so it
/// must not depend on threads.
#[derive(Debug)]
pub struct Costs {
    rows: usize,
    transaction_id: Runs,
    named: [Texts; NAMED],
    amounts: [Numbers<i128>; 3],
    currency: Texts,
    currencies: Vec<(Currency, u32)>,
    verdict: Texts,
    kind: Texts,
    dated: Numbers<i32>,
    fault: Option<Box<ReportError>>,
}

/// A chunk of rows, encoded and compressed. An amount that does not fit is told when it is appended, with
/// its row among all.
#[derive(Debug)]
pub struct EncodedCosts {
    pub(super) groups: Vec<Group>,
    pub(super) fault: Option<Box<ReportError>>,
}

impl Default for Costs {
    fn default() -> Costs {
        Costs::new()
    }
}

impl Costs {
    /// No rows.
    pub fn new() -> Costs {
        let (mut verdict, mut kind) = (Texts::default(), Texts::default());
        // So that the code of each is its place among all, from 1.
        for known in [Verdict::Agreed, Verdict::Disputed, Verdict::Unproven] {
            verdict.code(known.name());
        }
        Kind::ALL.iter().for_each(|known| {
            kind.code(known.name());
        });
        Costs {
            rows: 0,
            transaction_id: Runs::default(),
            named: Default::default(),
            amounts: Default::default(),
            currency: Texts::default(),
            currencies: Vec::new(),
            verdict,
            kind,
            dated: Numbers::default(),
            fault: None,
        }
    }

    /// No rows, and room for so many.
    pub fn with_capacity(rows: usize) -> Costs {
        let mut costs = Costs::new();
        costs.transaction_id.reserve(rows);
        costs.named.iter_mut().for_each(|column| column.reserve(rows));
        costs.amounts.iter_mut().for_each(|column| column.reserve(rows));
        [&mut costs.currency, &mut costs.verdict, &mut costs.kind]
            .into_iter()
            .for_each(|column| column.reserve(rows));
        costs.dated.reserve(rows);
        costs
    }

    /// Rows held.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The name of a text in a column. It looks the text up; names of texts that come often are worth keeping.
    pub fn name(&mut self, column: TextColumn, text: &str) -> Name {
        Name(self.named[column as usize].code(text))
    }

    /// Adds a row.
    pub fn push(&mut self, row: CostRow<'_>) {
        self.rows += 1;
        self.transaction_id.push(row.transaction_id);
        // In the order of `TextColumn`.
        let names = [
            row.event,
            row.component,
            row.schedule,
            row.rule,
            row.fee,
            row.cause,
            row.merchant_id,
            row.billed_as,
        ];
        for (column, name) in self.named.iter_mut().zip(names) {
            column.push(name.0);
        }
        for (place, amount) in [row.expected, row.billed, row.variance].into_iter().enumerate() {
            let digits = amount.and_then(to_digits);
            if digits.is_none() && amount.is_some() {
                self.does_not_fit(place, &row);
            }
            self.amounts[place].push(digits);
        }
        let currency = row.currency.map_or(0, |currency| self.currency_code(currency));
        self.currency.push(currency);
        self.verdict.push(row.kind.verdict() as u32 + 1);
        self.kind.push(row.kind as u32 + 1);
        self.dated.push(row.dated.map(|day| day.to_epoch_days()));
    }

    /// Adds a row that is held as text.
    pub fn push_row(&mut self, row: &ComparisonRow) {
        use TextColumn::{BilledAs, Cause, Component, Event, Fee, MerchantId, Rule, Schedule};
        let row = CostRow {
            transaction_id: &row.transaction_id,
            event: self.name(Event, &row.event),
            component: self.name(Component, &row.component),
            schedule: self.name(Schedule, &row.schedule),
            rule: self.name(Rule, &row.rule),
            fee: self.name(Fee, &row.fee),
            expected: row.expected,
            billed: row.billed,
            variance: row.variance,
            currency: row.currency,
            kind: row.kind,
            cause: self.name(Cause, &row.cause),
            dated: row.dated,
            merchant_id: self.name(MerchantId, &row.merchant_id),
            billed_as: self.name(BilledAs, &row.billed_as),
        };
        self.push(row);
    }

    fn currency_code(&mut self, currency: Currency) -> u32 {
        if let Some((_, code)) = self.currencies.iter().find(|(known, _)| *known == currency) {
            return *code;
        }
        let code = self.currency.code(currency.code());
        self.currencies.push((currency, code));
        code
    }

    /// Only the first is told.
    fn does_not_fit(&mut self, place: usize, row: &CostRow<'_>) {
        let (column, amount) =
            [("expected", row.expected), ("billed", row.billed), ("variance", row.variance)][place];
        let fault = ReportError::DoesNotFit {
            column,
            amount: amount.unwrap_or_default(),
            transaction_id: row.transaction_id.to_owned(),
            component: self.named[TextColumn::Component as usize].text(row.component.0).to_owned(),
            row: self.rows,
        };
        self.fault.get_or_insert_with(|| Box::new(fault));
    }

    /// Encodes and compresses on the calling thread.
    pub fn encode(self) -> Result<EncodedCosts, ReportError> {
        let mut groups = Vec::new();
        let (types, mut to) = (descriptors(&COLUMNS.map(|(name, kind, _)| (name, kind)))?, Encoder::new()?);
        for from in (0..self.rows).step_by(ROWS_PER_GROUP) {
            let rows = from..self.rows.min(from + ROWS_PER_GROUP);
            let [event, component, schedule, rule, fee, cause, merchant_id, billed_as] = &self.named;
            let [expected, billed, variance] = &self.amounts;
            let (currency, verdict, kind) = (&self.currency, &self.verdict, &self.kind);
            let mut columns = vec![self.transaction_id.encode(rows.clone(), &types[0], &mut to)?];
            for (text, place) in [event, component, schedule, rule, fee].into_iter().zip(1..) {
                columns.push(text.encode(rows.clone(), &types[place], &mut to)?);
            }
            for (amount, place) in [expected, billed, variance].into_iter().zip(6..) {
                columns.push(amount.encode(rows.clone(), &types[place], &mut to)?);
            }
            for (text, place) in [currency, verdict, kind, cause].into_iter().zip(9..) {
                columns.push(text.encode(rows.clone(), &types[place], &mut to)?);
            }
            columns.push(self.dated.encode(rows.clone(), &types[13], &mut to)?);
            for (text, place) in [merchant_id, billed_as].into_iter().zip(14..) {
                columns.push(text.encode(rows.clone(), &types[place], &mut to)?);
            }
            groups.push(Group { rows: rows.len() as u64, columns });
        }
        Ok(EncodedCosts { groups, fault: self.fault })
    }
}
