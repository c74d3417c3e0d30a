//! The arithmetic of ordinary plain fees in whole numbers. It follows `plain.rs` and `costing.rs` step by
//! step; what does not fit, or what they would refuse, is left to them.

use super::costing::{Added, KEPT_DECIMALS};
use super::direct::Direct;
use super::outcome::{FeePlace, Line, Priced, State};
use super::row::Currencies;
use crate::facts::{AttributeId, Batch};
use crate::money::{Currency, Date, Decimal, FxTable, Mode, Scaled, Short};
use crate::program::{LineTerms, RuleProgram, ScheduleProgram};
use crate::schedule::{Basis, Decimals, Direction, LineCurrency, Money, Plain, Shape, Stage};
use hashbrown::HashMap;

/// One rule's fee, ready to be priced. It is small, so that those of many rules stay in a near cache.
#[derive(Debug, Clone)]
pub struct Swift {
    at: FeePlace,
    /// `None`: the transaction's.
    currency: Option<Currency>,
    stage: Stage,
    mode: Mode,
    credit: bool,
    /// `None`: those of the line's currency.
    decimals: Option<u32>,
    dated_by: AttributeId,
    /// The percentage and what it applies to.
    rate: Option<Short>,
    basis: Basis,
    /// Fixed parts, those in the line's own currency together.
    fixed: Option<Amount>,
    min: Option<Amount>,
    max: Option<Amount>,
    more: Box<[Amount]>,
    /// All of it, if it is that and not rounded before it is added up.
    direct: Option<Direct>,
}

/// An amount; without a currency it is in the line's.
#[derive(Debug, Clone, Copy)]
struct Amount {
    value: Short,
    currency: Option<Currency>,
}

/// What a row is priced with.
pub struct Pricing<'a, 'f> {
    pub batch: &'a Batch,
    pub currencies: Currencies<'a>,
    pub rates: &'a mut Rates<'f>,
    /// What the components before the present one came to, on this row as on others.
    pub priced: &'a mut Priced,
}

/// Exchange rates that were looked up before.
pub struct Rates<'a> {
    fx: &'a FxTable,
    known: HashMap<(Currency, Currency, Date), Option<Scaled>>,
}

impl<'a> Rates<'a> {
    pub fn new(fx: &'a FxTable) -> Rates<'a> {
        Rates { fx, known: HashMap::new() }
    }

    fn rate(&mut self, from: Currency, to: Currency, date: Date) -> Option<Scaled> {
        let fx = self.fx;
        let look_up = || Scaled::of(fx.rate(from, to, date)?.rate);
        *self.known.entry((from, to, date)).or_insert_with(look_up)
    }
}

impl Swift {
    /// A rule's fee with what adjustments add to it; `None` if it is larger than plain.
    pub fn new(
        schedule: (usize, &ScheduleProgram),
        rule: (usize, &RuleProgram),
        fee: usize,
        added: &Added<'_>,
    ) -> Option<Swift> {
        let LineTerms { currency, basis, rounding, .. } = &schedule.1.terms;
        let Shape::Plain(plain) = &rule.1.fees[fee].fee.as_ref()?.shape else { return None };
        if plain.per_unit.is_some() {
            return None;
        }
        let rate = match (plain.rate, added.rate) {
            (Some(own), Some(added)) => Some(Scaled::of(own)?.plus(Scaled::of(added)?)?),
            (own, added) => own.or(added).map(Scaled::of).map(|rate| rate.ok_or(())).transpose().ok()?,
        };
        let own = match currency {
            LineCurrency::Fixed(currency) => Some(*currency),
            LineCurrency::Transaction => None,
        };
        let mut swift = Swift {
            at: FeePlace::new(schedule.0, rule.0, fee),
            currency: own,
            rate: rate.map(|rate| Short::of(rate).ok_or(())).transpose().ok()?,
            basis: basis.clone(),
            fixed: None,
            more: Box::default(),
            min: None,
            max: None,
            stage: rounding.stage,
            mode: rounding.mode,
            decimals: match rounding.decimals {
                Decimals::Fixed(decimals) => Some(decimals),
                Decimals::Currency => own.map(Currency::minor_unit),
            },
            direct: None,
            credit: rule.1.direction == Direction::Credit,
            dated_by: schedule.1.dated_by,
        };
        swift.amounts(plain, added)?;
        swift.direct = swift.direct();
        Some(swift)
    }

    fn direct(&self) -> Option<Direct> {
        let amounts = [&self.fixed, &self.min, &self.max];
        let converted = amounts.into_iter().flatten().any(|amount| amount.currency.is_some());
        if self.stage == Stage::Term || converted || !self.more.is_empty() {
            return None;
        }
        let [fixed, min, max] = amounts.map(|amount| amount.map(|amount| amount.value));
        Direct::new(self.rate?, fixed, min, max)
    }

    /// The date that chooses its exchange rates, and chose it.
    #[inline]
    pub fn dated_by(&self) -> AttributeId {
        self.dated_by
    }

    fn amounts(&mut self, plain: &Plain, added: &Added<'_>) -> Option<()> {
        let own = self.currency;
        let amount = |money: &Money| {
            let currency = money.currency.filter(|currency| Some(*currency) != own);
            Some(Amount { value: Short::of(Scaled::of(money.amount)?)?, currency })
        };
        let mut more = Vec::new();
        for money in plain.fixed.iter().chain(&added.fixed) {
            let amount = amount(money)?;
            match &mut self.fixed {
                Some(sum) if sum.currency == amount.currency => {
                    sum.value = Short::of(Scaled::from(sum.value).plus(amount.value.into())?)?;
                }
                Some(_) => more.push(amount),
                none => *none = Some(amount),
            }
        }
        self.more = more.into();
        if let Some(min) = &plain.min {
            self.min = Some(amount(min)?);
        }
        if let Some(max) = &plain.max {
            self.max = Some(amount(max)?);
        }
        Some(())
    }

    /// Adds the line of a row, if whole numbers can hold it. `lone`: it is the only one
    /// of its schedule, and rounded as their sum where that is rounded.
    #[inline]
    pub fn add_line(&self, row: usize, lone: bool, pricing: &mut Pricing<'_, '_>) -> Option<()> {
        let currency = match self.currency {
            Some(currency) => currency,
            None => pricing.currencies.of(row)?,
        };
        let decimals = self.decimals.unwrap_or_else(|| currency.minor_unit());
        let mut to = Conversion { row, dated_by: self.dated_by, currency, pricing };
        let whole = match self.direct.and_then(|direct| to.direct(&direct, &self.basis)) {
            Some(whole) => whole,
            None => self.whole(decimals, &mut to)?,
        };
        let amount = match self.stage {
            Stage::Transaction if lone => whole.rounded(self.mode, decimals),
            Stage::Line => whole.rounded(self.mode, decimals),
            _ => whole.rounded(Mode::HalfEven, KEPT_DECIMALS),
        };
        let directed = |amount: Scaled| if self.credit { amount.negated() } else { amount }.decimal();
        pricing.priced.add_line(Line {
            at: self.at,
            amount: directed(amount),
            exact: directed(whole),
            currency,
        });
        Some(())
    }

    /// The fee before rounding.
    fn whole(&self, decimals: u32, to: &mut Conversion<'_, '_, '_>) -> Option<Scaled> {
        let mut whole = Scaled::ZERO;
        if let Some(rate) = self.rate {
            whole = to.basis(&self.basis)?.times(rate.into())?;
            if self.stage == Stage::Term {
                whole = whole.rounded(self.mode, decimals);
            }
        }
        for fixed in self.fixed.iter().chain(&self.more) {
            whole = whole.plus(to.amount(fixed)?)?;
        }
        if let Some(min) = &self.min {
            whole = whole.at_least(to.amount(min)?)?;
        }
        if let Some(max) = &self.max {
            whole = whole.at_most(to.amount(max)?)?;
        }
        Some(whole)
    }
}

/// Amounts of one row in the currency of a line.
struct Conversion<'p, 'a, 'f> {
    row: usize,
    dated_by: AttributeId,
    currency: Currency,
    pricing: &'p mut Pricing<'a, 'f>,
}

impl Conversion<'_, '_, '_> {
    /// A fee on an amount that is in the line's currency already.
    #[inline]
    fn direct(&self, fee: &Direct, basis: &Basis) -> Option<Scaled> {
        let Basis::Attribute(attribute) = basis else { return None };
        let same = self.pricing.currencies.of(self.row)? == self.currency;
        same.then(|| fee.on(self.pricing.batch.decimal(*attribute, self.row)?)).flatten()
    }

    #[inline]
    fn basis(&mut self, basis: &Basis) -> Option<Scaled> {
        match basis {
            Basis::Attribute(attribute) => {
                let amount = self.pricing.batch.decimal(*attribute, self.row)?;
                let from = self.pricing.currencies.of(self.row)?;
                self.converted(amount, from)
            }
            Basis::Components(components) => self.earlier(components),
        }
    }

    fn earlier(&mut self, components: &[usize]) -> Option<Scaled> {
        let mut total = Scaled::ZERO;
        for component in components {
            // The last row has its earlier components already.
            let row = self.pricing.priced.rows();
            match &self.pricing.priced.outcome(row, *component).state {
                State::NotCovered => {}
                State::Unproven(_) => return None,
                State::Lines(_) => {
                    for place in 0..self.pricing.priced.lines(row, *component).len() {
                        let line = &self.pricing.priced.lines(row, *component)[place];
                        let (amount, currency) = (line.amount, line.currency);
                        total = total.plus(self.converted(amount, currency)?)?;
                    }
                }
            }
        }
        Some(total)
    }

    #[inline]
    fn converted(&mut self, amount: Decimal, from: Currency) -> Option<Scaled> {
        let amount = Scaled::of(amount)?;
        if from == self.currency { Some(amount) } else { amount.times(self.rate(from)?) }
    }

    #[inline]
    fn amount(&mut self, amount: &Amount) -> Option<Scaled> {
        let value = Scaled::from(amount.value);
        match amount.currency {
            Some(from) if from != self.currency => value.times(self.rate(from)?),
            _ => Some(value),
        }
    }

    fn rate(&mut self, from: Currency) -> Option<Scaled> {
        let date = self.pricing.batch.date(self.dated_by, self.row)?;
        self.pricing.rates.rate(from, self.currency, date)
    }
}
