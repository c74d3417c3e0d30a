//! What comparing a unit gives: figures, the rows that people read, and costs.

use super::costs::CostsOut;
use super::exacts::{Exacts, RulePlaces};
use super::figures::Figures;
use super::takes::Takes;
use super::unit_lines::UnitLine;
use crate::money::{Currency, Decimal, Overflow};
use crate::price::Priced;
use crate::reconcile::{GroupVerdicts, Pair, Repeat, RoundedGroup, Verdict};
use crate::report::{ComparisonRow, EncodedCosts};
use crate::run::error::RunError;
use crate::run::figures::place;
use crate::run::rows::RowMaker;

/// Rows that hardly name one transaction, if one id and event has more of them.
const PLAUSIBLE_ROWS: usize = 20;

/// Takes what comparing a unit finds, pair by pair.
pub struct Out<'a> {
    maker: RowMaker<'a>,
    priced: &'a Priced,
    rules: &'a RulePlaces,
    components: usize,
    figures: Figures,
    exacts: Exacts,
    /// Disputed and unproven rows, in the order of the unit.
    discrepancies: Vec<ComparisonRow>,
    costs: Option<CostsOut<'a>>,
    /// How groups that are rounded came out.
    groups: (&'a GroupVerdicts, &'a [RoundedGroup]),
    repeats: Vec<Repeat>,
    crowded: Vec<(usize, usize)>,
}

/// What a unit came to.
pub struct Compared {
    pub figures: Figures,
    /// Disputed and unproven rows, in the order of the unit.
    pub discrepancies: Vec<ComparisonRow>,
    /// All rows, if they are asked for.
    pub costs: Option<EncodedCosts>,
    /// Rows that repeat another, as places in the unit.
    pub repeats: Vec<Repeat>,
    /// Rows of which so many differ that share an id and event.
    pub crowded: Vec<(usize, usize)>,
}

impl<'a> Out<'a> {
    pub fn new(
        maker: RowMaker<'a>,
        priced: &'a Priced,
        rules: &'a RulePlaces,
        costs: Option<CostsOut<'a>>,
        groups: (&'a GroupVerdicts, &'a [RoundedGroup]),
    ) -> Out<'a> {
        Out {
            components: maker.program.components.len(),
            maker,
            priced,
            rules,
            figures: Figures::default(),
            exacts: Exacts::default(),
            discrepancies: Vec::new(),
            costs,
            groups,
            repeats: Vec::new(),
            crowded: Vec::new(),
        }
    }

    /// What it all came to.
    pub fn finish(mut self) -> Result<Compared, RunError> {
        self.figures.add_exacts(&self.exacts)?;
        let costs = self.costs.map(CostsOut::encode).transpose()?;
        let Out { figures, discrepancies, repeats, crowded, .. } = self;
        Ok(Compared { figures, discrepancies, costs, repeats, crowded })
    }
}

impl Takes for Out<'_> {
    fn row(&mut self, row: usize, repeated: bool) -> Result<(), Overflow> {
        for component in 0..self.components {
            for line in self.priced.lines(row, component) {
                self.figures.rules.add(self.rules, component, line)?;
            }
        }
        let count = match (repeated, self.priced.is_priced(row)) {
            (true, _) => &mut self.figures.repeated,
            (false, true) => &mut self.figures.priced,
            (false, false) => &mut self.figures.unpriced,
        };
        *count += 1;
        Ok(())
    }

    fn exact(&mut self, row: usize, component: usize, line: &UnitLine, digits: i128) -> Result<(), Overflow> {
        self.exacts.add(component, line.currency, digits);
        if let Some(costs) = &mut self.costs {
            costs.exact(&self.maker, row, component, line);
        }
        Ok(())
    }

    fn pair(&mut self, mut pair: Pair) -> Result<(), Overflow> {
        self.groups.0.apply(&mut pair, self.groups.1);
        self.figures.add_pair(&pair)?;
        let agreed = pair.kind.verdict() == Verdict::Agreed;
        if agreed && self.costs.is_none() {
            return Ok(());
        }
        let row = self.maker.row(&pair);
        if let Some(costs) = &mut self.costs {
            costs.row(&row);
        }
        if !agreed {
            self.figures.add_row(&row, place)?;
            self.discrepancies.push(row);
        }
        Ok(())
    }

    fn come_in(
        &mut self,
        component: usize,
        currency: Currency,
        sums: (Decimal, Decimal),
    ) -> Result<(), Overflow> {
        self.figures.come_in(component, currency, sums)
    }

    fn repeated(&mut self, repeats: Vec<Repeat>) {
        self.maker.repeated.extend(repeats.iter().map(|repeat| repeat.row));
        self.repeats.extend(repeats);
    }

    fn crowded(&mut self, row: usize, rows: usize) {
        if rows > PLAUSIBLE_ROWS {
            self.crowded.push((row, rows));
        }
    }
}
