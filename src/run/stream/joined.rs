//! The passes over an input whose rows and lines have found their homes.

use super::by_chunk::{ByChunk, Records};
use super::bytes::Take;
use super::compare::Comparing;
use super::costs::CostsOut;
use super::exacts::RulePlaces;
use super::figures::Figures;
use super::keys::Homes;
use super::line::Line;
use super::out::{Compared, Out};
use super::passes::Setting;
use super::pipeline::in_order;
use super::store::{Store, disk};
use super::unit::{LineNames, Unit};
use super::unit_lines::NO_ROW;
use crate::facts::{RejectRow, id};
use crate::price::{self, Aggregates, Counting, Evaluator, Gap, OtherRules, Repricer, Totals, derive};
use crate::reconcile::{GroupVerdicts, GroupsFound, Terms};
use crate::report::{ComparisonRow, EncodedCosts};
use crate::run::causes::Explainer;
use crate::run::error::RunError;
use crate::run::expectation::Expectations;
use crate::run::rounded_groups::{GroupSums, Groups, has_groups};
use crate::run::rows::RowMaker;
use crate::source::masked;
use std::collections::HashSet;

/// Takes what the last pass finds, unit by unit in the order of the input.
pub trait Sink: Send {
    /// The figures, discrepancies and costs of a unit, and rows that repeat another.
    fn unit(&mut self, made: Made) -> Result<(), RunError>;
}

/// What one unit came to.
pub struct Made {
    pub figures: Figures,
    pub discrepancies: Vec<ComparisonRow>,
    pub costs: Option<EncodedCosts>,
    pub repeats: Vec<RejectRow>,
    /// What the log should say.
    pub notes: Vec<String>,
}

/// The input of a run whose rows and lines have found their homes.
pub struct Joined<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) store: Store<'a>,
    pub(super) homes: Homes,
    pub(super) strays: ByChunk,
    /// The components in the order of reports.
    pub components: Vec<String>,
    pub(super) places: Vec<usize>,
    pub(super) names: LineNames,
    pub(super) rules: RulePlaces,
    pub(super) evaluator: Evaluator<'a>,
    pub(super) others: OtherRules,
    pub(super) orphan_chunks: usize,
    pub(super) spilled: usize,
}

/// What passes before the last one found out, over all transactions.
struct Known<'a> {
    totals: Option<Totals<'a>>,
    groups: Groups,
    verdicts: GroupVerdicts,
}

impl<'a> Joined<'a> {
    /// Bytes that were written to files because memory did not suffice.
    pub fn spilled_bytes(&self) -> usize {
        let stores = [&self.homes.shared, &self.homes.lines, &self.homes.orphans, &self.strays];
        self.spilled + stores.into_iter().map(ByChunk::spilled_bytes).sum::<usize>()
    }

    /// Prices and compares everything: the transactions in the order of the input, then what is billed without one.
    /// What aggregates could not add up is returned.
    pub fn compare(&self, terms: &Terms, sink: &mut dyn Sink) -> Result<Vec<Gap>, RunError> {
        let known = self.known(terms)?;
        let work = |unit: Unit| self.compare_unit(unit, terms, &known);
        self.each_unit(true, work, |made| sink.unit(made))?;
        let mut reader = self.homes.orphans.reader(true);
        let mut left = 0..self.orphan_chunks;
        let next = || {
            let Some(_) = left.next() else { return Ok(None) };
            reader.next().map(Some).map_err(disk)
        };
        let work = |records: Records| self.compare_unit(orphans(&records), terms, &known);
        in_order(self.setting.threads, next, work, |made| sink.unit(made))?;
        Ok(known.totals.map(|totals| totals.gaps()).unwrap_or_default())
    }

    fn each_unit<T: Send>(
        &self,
        last: bool,
        work: impl Fn(Unit) -> Result<T, RunError> + Sync,
        sink: impl FnMut(T) -> Result<(), RunError> + Send,
    ) -> Result<(), RunError> {
        self.store.each_unit(&self.homes, &self.strays, last, work, sink)
    }

    /// The passes that a book asks for before anything can be compared: totals over a period, then the sums of
    /// groups that are rounded, then what is billed of them.
    fn known(&self, terms: &Terms) -> Result<Known<'a>, RunError> {
        let program = self.setting.program;
        let (groups, verdicts) = (Groups::default(), GroupVerdicts::default());
        let mut known = Known { totals: self.totals(terms)?, groups, verdicts };
        if !has_groups(program) {
            return Ok(known);
        }
        let mut sums = GroupSums::default();
        let work = |unit: Unit| Ok(self.group_sums(unit, terms, &known));
        self.each_unit(false, work, |more| {
            sums.merge(more);
            Ok(())
        })?;
        known.groups = sums.finish(program, terms.incomplete);
        let mut found = GroupsFound::default();
        let work = |unit: Unit| {
            let mut found = GroupsFound::default();
            let unit = self.price(unit, &known);
            self.comparing(&unit, terms, &known, |comparing| comparing.run(&mut found))?;
            Ok(found)
        };
        self.each_unit(false, work, |more| Ok(found.merge(&more)?))?;
        known.verdicts = found.judge(&known.groups.rounded, &self.components, terms)?;
        Ok(known)
    }

    /// The totals over a period that the book asks for.
    pub(super) fn totals(&self, terms: &Terms) -> Result<Option<Totals<'a>>, RunError> {
        let Setting { program, fx, .. } = self.setting;
        if program.aggregates.is_empty() {
            return Ok(None);
        }
        let nothing = Known { totals: None, groups: Groups::default(), verdicts: GroupVerdicts::default() };
        let work = |mut unit: Unit| {
            derive(&program.derived, &mut unit.batch);
            let unit = Priced { priced: price::Priced::new(0), aggregates: Aggregates::default(), unit };
            let repeats = self.comparing(&unit, terms, &nothing, |comparing| comparing.repeats());
            let unit = &unit.unit;
            let left_out = repeats.iter().map(|repeat| repeat.row).collect();
            let sharing: HashSet<usize> = unit.shared.iter().map(|(row, _)| *row as usize).collect();
            let mut counting = Counting::new(program);
            let number = |row| (unit.number(row), sharing.contains(&row));
            counting.count(&unit.batch, fx, &unit.at_home(), &left_out, &number);
            Ok(counting)
        };
        let mut counting = Counting::new(program);
        self.each_unit(false, work, |more| {
            counting.merge(more);
            Ok(())
        })?;
        Ok(Some(counting.finish()))
    }

    fn group_sums(&self, unit: Unit, terms: &Terms, known: &Known<'_>) -> GroupSums {
        let Setting { program, fx, .. } = self.setting;
        let unit = self.price(unit, known);
        let repeats = self.comparing(&unit, terms, known, |comparing| comparing.repeats());
        let repeated: HashSet<usize> = repeats.iter().map(|repeat| repeat.row).collect();
        let Priced { unit, priced, aggregates } = &unit;
        let rows: Vec<usize> = unit.at_home().into_iter().filter(|row| !repeated.contains(row)).collect();
        let repricer = Repricer::new(program, &unit.batch, fx, (priced, aggregates));
        let mut sums = GroupSums::default();
        sums.add(program, &unit.batch, priced, &repricer, &rows);
        sums
    }

    /// Prices a unit.
    fn price(&self, mut unit: Unit, known: &Known<'_>) -> Priced {
        let Setting { program, fx, batch_rows, .. } = self.setting;
        derive(&program.derived, &mut unit.batch);
        let totals = known.totals.as_ref();
        let aggregates = totals.map(|totals| totals.of(&unit.batch, fx, &|row| unit.number(row)));
        let aggregates = aggregates.unwrap_or_default();
        aggregates.enter(&program.attributes, &mut unit.batch);
        let bound = self.evaluator.bind(&unit.batch, fx, &aggregates);
        let mut priced = self.evaluator.room();
        let rows = unit.batch.rows;
        for start in (0..rows).step_by(batch_rows.get()) {
            let end = start.saturating_add(batch_rows.get()).min(rows);
            self.evaluator.price_bound(&bound, start..end, &mut priced);
        }
        drop(bound);
        Priced { unit, priced, aggregates }
    }

    fn comparing<T>(
        &self,
        unit: &Priced,
        terms: &Terms,
        known: &Known<'_>,
        work: impl FnOnce(&Comparing<'_>) -> T,
    ) -> T {
        let program = self.setting.program;
        let Priced { unit, priced, .. } = unit;
        let grouped = has_groups(program);
        let in_group = |row: usize, component: usize| {
            grouped.then(|| known.groups.of_cost(program, &unit.batch, priced, (row, component))).flatten()
        };
        work(&Comparing {
            unit,
            priced,
            expectations: Expectations { program, groups: &in_group },
            terms,
            names: &self.names,
            components: &self.components,
            places: &self.places,
        })
    }

    fn compare_unit(&self, unit: Unit, terms: &Terms, known: &Known<'_>) -> Result<Made, RunError> {
        let Setting { program, fx, .. } = self.setting;
        let unit = self.price(unit, known);
        let Priced { unit: rows, priced, aggregates } = &unit;
        let line = |place: usize| rows.billed_line(place, &self.names);
        let components = self.components.as_slice();
        let repricer = Repricer::new(program, &rows.batch, fx, (priced, aggregates));
        let explainer = Explainer { program, batch: &rows.batch, components, repricer, others: &self.others };
        let maker = RowMaker {
            program,
            batch: &rows.batch,
            priced,
            components,
            line: &line,
            explainer,
            repeated: HashSet::new(),
        };
        let costs = self.setting.costs.then(|| CostsOut::new(&self.names));
        let groups = (&known.verdicts, known.groups.rounded.as_slice());
        let mut out = Out::new(maker, priced, &self.rules, costs, groups);
        self.comparing(&unit, terms, known, |comparing| comparing.run(&mut out))?;
        let compared = out.finish()?;
        let made = self.made(rows, compared);
        self.evaluator.give_back(unit.priced);
        Ok(made)
    }

    fn made(&self, unit: &Unit, compared: Compared) -> Made {
        let Compared { figures, discrepancies, costs, repeats, crowded } = compared;
        let id = |row: usize| masked(unit.batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default());
        let name = |file: u32| self.setting.files.get(file as usize).cloned().unwrap_or_default();
        let consequence = match self.store.own_bill {
            false => "it is not priced again",
            true => "its costs are reported as duplicates, and it is not priced again",
        };
        let reject = |repeat: &crate::reconcile::Repeat| {
            let (origin, first) = (unit.origins[repeat.row], unit.origins[repeat.of]);
            RejectRow {
                file: name(origin.file),
                row: origin.row,
                column: String::new(),
                reason: format!("repeats row {} of {}: {consequence}", first.row, name(first.file)),
                value: id(repeat.row),
            }
        };
        let note = |(row, rows): &(usize, usize)| {
            let id = id(*row);
            format!(
                "{rows} different rows have the transaction id {id} and one event, and are compared as one"
            )
        };
        let notes = crowded.iter().map(note).collect();
        Made { figures, discrepancies, costs, repeats: repeats.iter().map(reject).collect(), notes }
    }
}

/// A unit whose rows have been priced.
struct Priced {
    unit: Unit,
    priced: price::Priced,
    aggregates: Aggregates,
}

/// Lines without a transaction as a unit without rows.
fn orphans(records: &Records) -> Unit {
    let mut lines: Vec<(u64, &str, Line<'_>)> = Vec::new();
    for record in records.iter() {
        let mut take = Take(record);
        let (home, id) = (take.u64(), take.text());
        lines.extend(Line::read(&mut take).map(|line| (home, id, line)));
    }
    lines.sort_unstable_by_key(|(home, _, line)| (*home, line.number));
    let mut unit = Unit::default();
    lines.iter().for_each(|(_, id, line)| unit.push(NO_ROW, false, line, id));
    unit
}
