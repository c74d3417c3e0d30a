//! The rows of `costs.parquet` of a unit. Names of rules and components are looked up once.

use super::unit::LineNames;
use super::unit_lines::UnitLine;
use crate::facts::{Column, UNKNOWN, id};
use crate::money::Decimal;
use crate::price::Line;
use crate::reconcile::{Kind, Pair};
use crate::report::{ComparisonRow, CostRow, Costs, EncodedCosts, Name, ReportError, TextColumn};
use crate::run::rows::RowMaker;
use hashbrown::HashMap;

/// Fills the costs of a unit.
pub struct CostsOut<'a> {
    costs: Costs,
    names: &'a LineNames,
    rules: HashMap<(usize, usize, usize, usize), [Name; 3]>,
    components: Vec<Option<Name>>,
    events: Vec<Option<Name>>,
    merchants: Vec<Option<Name>>,
    labels: HashMap<u32, Name>,
}

impl<'a> CostsOut<'a> {
    pub fn new(names: &'a LineNames) -> CostsOut<'a> {
        CostsOut {
            costs: Costs::new(),
            names,
            rules: HashMap::new(),
            components: Vec::new(),
            events: Vec::new(),
            merchants: Vec::new(),
            labels: HashMap::new(),
        }
    }

    /// Adds a row that is held as text.
    pub fn row(&mut self, row: &ComparisonRow) {
        self.costs.push_row(row);
    }

    /// Adds a pair of a row and one line that agrees exactly.
    pub fn exact(&mut self, maker: &RowMaker<'_>, row: usize, component: usize, line: &UnitLine) {
        let [only] = maker.priced.lines(row, component) else {
            return self.exact_of_several(maker, row, component, line);
        };
        let [schedule, rule, fee] = self.rule(maker, component, only);
        let dated = maker.priced.outcome(row, component).dated.or(line.billed_on);
        let amount = Some(line.amount);
        let cost = CostRow {
            transaction_id: maker.batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default(),
            event: symbol(&mut self.events, &mut self.costs, TextColumn::Event, maker, id::EVENT, row),
            component: self.component(maker, component),
            schedule,
            rule,
            fee,
            expected: Some(only.amount),
            billed: amount,
            variance: Some(Decimal::ZERO),
            currency: Some(line.currency),
            kind: Kind::Exact,
            cause: Name::default(),
            dated: dated.or_else(|| maker.batch.date(id::CLEARING_DATE, row)),
            merchant_id: self.merchant(maker, row, line),
            billed_as: self.label(line.billed_as),
        };
        self.costs.push(cost);
    }

    fn exact_of_several(&mut self, maker: &RowMaker<'_>, row: usize, component: usize, line: &UnitLine) {
        let mut made = maker.row(&Pair {
            rows: vec![row],
            component,
            lines: Vec::new(),
            expected: Some(line.amount),
            billed: Some(line.amount),
            variance: Some(Decimal::ZERO),
            currency: Some(line.currency),
            kind: Kind::Exact,
            reason: String::new(),
            dated: maker.priced.outcome(row, component).dated.or(line.billed_on),
            rounding: None,
        });
        let named = |number: u32, names: &[String]| {
            number.checked_sub(1).and_then(|at| names.get(at as usize)).cloned().unwrap_or_default()
        };
        made.billed_as = named(line.billed_as, &self.names.labels);
        if made.merchant_id.is_empty() {
            made.merchant_id = named(line.merchant, &self.names.merchants);
        }
        self.row(&made);
    }

    fn rule(&mut self, maker: &RowMaker<'_>, component: usize, line: &Line) -> [Name; 3] {
        let key = (component, line.schedule(), line.rule(), line.fee());
        if let Some(names) = self.rules.get(&key) {
            return *names;
        }
        let schedule = &maker.program.components[component].schedules[line.schedule()];
        let rule = &schedule.rules[line.rule()];
        let fee = rule.fees[line.fee()].fee.as_ref().map(|fee| fee.text.as_str()).unwrap_or_default();
        let names = [
            self.costs.name(TextColumn::Schedule, &schedule.id),
            self.costs.name(TextColumn::Rule, &rule.id),
            self.costs.name(TextColumn::Fee, fee),
        ];
        self.rules.insert(key, names);
        names
    }

    fn component(&mut self, maker: &RowMaker<'_>, component: usize) -> Name {
        self.components.resize(self.components.len().max(component + 1), None);
        let costs = &mut self.costs;
        let name = || costs.name(TextColumn::Component, &maker.components[component]);
        *self.components[component].get_or_insert_with(name)
    }

    fn merchant(&mut self, maker: &RowMaker<'_>, row: usize, line: &UnitLine) -> Name {
        let (column, attribute) = (TextColumn::MerchantId, id::MERCHANT_ID);
        let own = symbol(&mut self.merchants, &mut self.costs, column, maker, attribute, row);
        if own != Name::default() {
            return own;
        }
        let known = line.merchant.checked_sub(1).and_then(|at| self.names.merchants.get(at as usize));
        known.map_or(own, |merchant| self.costs.name(column, merchant))
    }

    fn label(&mut self, label: u32) -> Name {
        let Some(text) = label.checked_sub(1).and_then(|at| self.names.labels.get(at as usize)) else {
            return Name::default();
        };
        let costs = &mut self.costs;
        *self.labels.entry(label).or_insert_with(|| costs.name(TextColumn::BilledAs, text))
    }

    /// The rows, encoded and compressed.
    pub fn encode(self) -> Result<EncodedCosts, ReportError> {
        self.costs.encode()
    }
}

/// The name of a symbol of a row; each distinct one is looked up once.
fn symbol(
    known: &mut Vec<Option<Name>>,
    costs: &mut Costs,
    column: TextColumn,
    maker: &RowMaker<'_>,
    attribute: crate::facts::AttributeId,
    row: usize,
) -> Name {
    let text = maker.batch.symbol(attribute, row).unwrap_or_default();
    let Some(Column::Symbols { codes, names }) = maker.batch.column(attribute) else {
        return costs.name(column, text);
    };
    known.resize(names.len() + 1, None);
    match codes[row] {
        UNKNOWN => Name::default(),
        code => *known[code as usize].get_or_insert_with(|| costs.name(column, text)),
    }
}
