//! What a comparison comes to. Parts of it, such as chunks, are added up.

use super::exacts::{self, Exacts, RuleSums};
use crate::money::{Currency, Date, Decimal, Overflow, add, sub};
use crate::reconcile::{Kind, Pair, Verdict};
use crate::report::{BilledCounts, Charged, ComparisonRow, UnprovenReasons};
use std::collections::BTreeMap;

/// Expected and billed money by place of the component and currency.
pub type Balance = BTreeMap<(usize, Currency), (Decimal, Decimal)>;

/// The sums over some pairs and rows.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// By place of the component, kind and currency.
    pub verdicts: BTreeMap<(usize, Kind, Option<Currency>), VerdictSums>,
    /// Disputed variances.
    pub charged: Charged,
    /// Reasons of what is unproven.
    pub unproven: UnprovenReasons,
    /// Disputes with one cause.
    pub findings: BTreeMap<FindingKey, FindingSums>,
    /// What rules priced.
    pub rules: RuleSums,
    /// Where billed lines went; `read` and `rejected` are not counted here.
    pub lines: BilledCounts,
    /// Rows whose every covered component has an expected cost, and others.
    pub priced: u64,
    pub unpriced: u64,
    /// Rows that repeat another.
    pub repeated: u64,
    /// By place of the component: expected and billed money as it came in.
    pub came_in: Balance,
}

/// Sums of the pairs with one component, kind and currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictSums {
    pub pairs: u64,
    pub billed: Decimal,
    pub expected: Decimal,
    pub variance: Decimal,
    /// Billed money without sign.
    pub billed_size: Decimal,
}

/// What the pairs of a finding share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    pub kind: Kind,
    pub component: String,
    pub cause: String,
    pub rule: String,
    pub currency: Option<Currency>,
}

/// The sums of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingSums {
    /// The place that the first pair names.
    pub place: String,
    pub pairs: u64,
    pub variance: Decimal,
    pub first_dated: Option<Date>,
    pub last_dated: Option<Date>,
}

impl Figures {
    /// Counts a pair.
    pub fn add_pair(&mut self, pair: &Pair) -> Result<(), Overflow> {
        let sums = VerdictSums {
            pairs: 1,
            billed: pair.billed.unwrap_or_default(),
            expected: pair.expected.unwrap_or_default(),
            variance: pair.variance.unwrap_or_default(),
            billed_size: pair.billed.unwrap_or_default().abs(),
        };
        self.verdicts.entry((pair.component, pair.kind, pair.currency)).or_default().merge(&sums)?;
        let lines = pair.lines.len() as u64;
        match pair.kind {
            Kind::Unexpected => self.lines.unexpected += lines,
            Kind::Duplicate => self.lines.duplicate += lines,
            _ => self.lines.paired += lines,
        }
        Ok(())
    }

    /// Counts pairs of one line each that agree exactly.
    pub fn add_exacts(&mut self, exacts: &Exacts) -> Result<(), Overflow> {
        for (component, exact) in exacts.iter() {
            let sum = exacts::amount(exact.sum)?;
            let sums = VerdictSums {
                pairs: exact.pairs,
                billed: sum,
                expected: sum,
                variance: Decimal::ZERO,
                billed_size: exacts::amount(exact.size)?,
            };
            let key = (component, Kind::Exact, Some(exact.currency));
            self.verdicts.entry(key).or_default().merge(&sums)?;
            self.lines.paired += exact.pairs;
            self.come_in(component, exact.currency, (sum, sum))?;
        }
        Ok(())
    }

    /// Counts a disputed or unproven row of the report; `place` is where a finding says that it is.
    pub fn add_row(
        &mut self,
        row: &ComparisonRow,
        place: impl FnOnce(&ComparisonRow) -> String,
    ) -> Result<(), Overflow> {
        self.charged.add(row)?;
        self.unproven.add(row)?;
        if row.kind.verdict() != Verdict::Disputed {
            return Ok(());
        }
        let key = FindingKey {
            kind: row.kind,
            component: row.component.clone(),
            cause: row.cause.clone(),
            rule: row.rule.clone(),
            currency: row.currency,
        };
        let sums = FindingSums {
            place: String::new(),
            pairs: 1,
            variance: row.variance.unwrap_or_default(),
            first_dated: row.dated,
            last_dated: row.dated,
        };
        match self.findings.get_mut(&key) {
            Some(known) => known.merge(&sums),
            None => {
                self.findings.insert(key, FindingSums { place: place(row), ..sums });
                Ok(())
            }
        }
    }

    /// Counts money that came in.
    pub fn come_in(
        &mut self,
        component: usize,
        currency: Currency,
        (expected, billed): (Decimal, Decimal),
    ) -> Result<(), Overflow> {
        let sums = self.came_in.entry((component, currency)).or_default();
        *sums = (add(sums.0, expected)?, add(sums.1, billed)?);
        Ok(())
    }

    /// Adds what comes later in the input.
    pub fn merge(&mut self, later: &Figures) -> Result<(), Overflow> {
        for (key, sums) in &later.verdicts {
            self.verdicts.entry(*key).or_default().merge(sums)?;
        }
        self.charged.merge(&later.charged)?;
        self.unproven.merge(&later.unproven)?;
        for (key, sums) in &later.findings {
            match self.findings.get_mut(key) {
                Some(known) => known.merge(sums)?,
                None => {
                    self.findings.insert(key.clone(), sums.clone());
                }
            }
        }
        self.rules.merge(&later.rules)?;
        self.lines.paired += later.lines.paired;
        self.lines.unexpected += later.lines.unexpected;
        self.lines.duplicate += later.lines.duplicate;
        self.priced += later.priced;
        self.unpriced += later.unpriced;
        self.repeated += later.repeated;
        let came_in = later.came_in.iter();
        came_in
            .into_iter()
            .try_for_each(|((component, currency), sums)| self.come_in(*component, *currency, *sums))
    }

    /// Expected and billed money that the comparison shows, by place of the component.
    pub fn shown(&self) -> Result<Balance, Overflow> {
        let mut shown = Balance::new();
        for ((component, _, currency), sums) in &self.verdicts {
            let Some(currency) = currency else { continue };
            let known = shown.entry((*component, *currency)).or_default();
            *known = (add(known.0, sums.expected)?, add(known.1, sums.billed)?);
        }
        Ok(shown)
    }

    /// Pairs in all.
    pub fn pairs(&self) -> u64 {
        self.verdicts.values().map(|sums| sums.pairs).sum()
    }
}

impl VerdictSums {
    fn merge(&mut self, other: &VerdictSums) -> Result<(), Overflow> {
        self.pairs += other.pairs;
        self.billed = add(self.billed, other.billed)?;
        self.expected = add(self.expected, other.expected)?;
        self.variance = add(self.variance, other.variance)?;
        self.billed_size = add(self.billed_size, other.billed_size)?;
        Ok(())
    }

    /// Billed − expected.
    pub fn difference(&self) -> Result<Decimal, Overflow> {
        sub(self.billed, self.expected)
    }
}

impl FindingSums {
    fn merge(&mut self, later: &FindingSums) -> Result<(), Overflow> {
        self.pairs += later.pairs;
        self.variance = add(self.variance, later.variance)?;
        let first = [self.first_dated, later.first_dated].into_iter().flatten().min();
        (self.first_dated, self.last_dated) = (first, self.last_dated.max(later.last_dated));
        Ok(())
    }
}
