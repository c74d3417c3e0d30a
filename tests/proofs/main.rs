//! What `trueup check` proves about a book, held against the engine: random books, every transaction that
//! they can tell apart, and every transaction that is shown as a proof.
//!
//! `TRUEUP_PROOF_BOOKS=5000` tries more books.
#![cfg(test)]

mod books;
mod rates;

use books::{Random, book, value};
use std::collections::BTreeSet;
use trueup::compile::compile;
use trueup::diagnostic::{Code, Diagnostic, draw_all};
use trueup::facts::{Attributes, Batch, ColumnBuilder, Value};
use trueup::money::{Decimal, FxTable};
use trueup::price::{Reason, State, price};
use trueup::schedule::{Adjustment, Book, Loaded, Rule, Schedule, Select, load_texts, prove};

/// What became of a transaction: the place of each rule that gives a line, and its amount.
type Outcome = State<Vec<(usize, Decimal)>>;

/// A book read and checked.
struct Checked {
    loaded: Loaded,
    book: Book,
    /// Errors of the book as a whole, and what was proved.
    found: Vec<Diagnostic>,
}

fn checked(files: Vec<(String, String)>) -> Checked {
    let mut loaded = load_texts("", files.clone());
    let overlaps: Vec<Diagnostic> = std::mem::take(&mut loaded.diagnostics);
    let faults: Vec<&Diagnostic> =
        overlaps.iter().filter(|fault| fault.code != Code::SchedulesOverlap).collect();
    assert!(faults.is_empty(), "{}", draw_all(&overlaps, &loaded.sources, false));
    // A book whose schedules overlap is read once more with a component that takes them all.
    let all = files.into_iter().map(|(name, text)| (name, text.replace("\"one\"", "\"all\""))).collect();
    let book = loaded.book.take().or_else(|| load_texts("", all).book).unwrap();
    let mut found = overlaps;
    found.extend(prove(&book, None));
    Checked { loaded, book, found }
}

/// The book with one schedule, changed.
fn alone(book: &Book, schedule: &Schedule, change: impl Fn(&mut Schedule)) -> Book {
    let mut own = schedule.clone();
    change(&mut own);
    Book { schedules: vec![own], ..book.clone() }
}

/// What the engine says about each transaction.
fn states(book: &Book, batch: &Batch, fx: &FxTable) -> Vec<Outcome> {
    let program = compile(book);
    let mut batch = batch.clone();
    let priced = price(&program, &mut batch, fx).0;
    let state = |row| match &priced.outcome(row, 0).state {
        State::NotCovered => State::NotCovered,
        State::Unproven(reason) => State::Unproven(reason.clone()),
        State::Lines(_) => {
            State::Lines(priced.lines(row, 0).iter().map(|line| (line.rule(), line.amount)).collect())
        }
    };
    (0..batch.rows).map(state).collect()
}

/// The transaction that a diagnostic shows.
fn proof(attributes: &Attributes, found: &Diagnostic) -> Batch {
    assert!(!found.proof.is_empty(), "{found:?} has no proof");
    let mut columns = vec![None; attributes.len()];
    for (name, text) in &found.proof {
        let id = attributes.find(name).unwrap();
        let mut builder = ColumnBuilder::new(attributes.get(id).kind);
        let value = value(attributes, name, text);
        assert!(!text.contains('.') || text.ends_with(|c: char| c.is_ascii_digit()));
        builder.push(Some(value));
        columns[id.0] = Some(builder.finish());
    }
    Batch { rows: 1, columns }
}

fn only_rule(book: &Book, schedule: &Schedule, rule: &Rule) -> Book {
    alone(book, schedule, |own| {
        own.rules = vec![rule.clone()];
        own.adjustments.clear();
    })
}

fn lines(state: &Outcome) -> &[(usize, Decimal)] {
    match state {
        State::Lines(lines) => lines,
        _ => &[],
    }
}

/// The findings of a code whose first label stands at a place.
fn at<'d>(found: &'d [Diagnostic], code: Code, place: &trueup::diagnostic::Span) -> Vec<&'d Diagnostic> {
    found.iter().filter(|finding| finding.code == code && finding.labels[0].span == *place).collect()
}

impl Checked {
    fn drawn(&self) -> String {
        let texts: Vec<&str> = self.loaded.sources.iter().map(|(_, text)| text).collect();
        format!("{}\n{}", texts.join("\n---\n"), draw_all(&self.found, &self.loaded.sources, false))
    }

    fn schedule(&self, schedule: &Schedule, batch: &Batch, fx: &[FxTable]) {
        let plain = alone(&self.book, schedule, |own| own.adjustments.clear());
        let all: Vec<Vec<_>> = fx.iter().map(|fx| states(&plain, batch, fx)).collect();
        self.rules(schedule, batch, &all, fx);
        self.gap(schedule, &plain, &all, batch);
        for adjustment in &schedule.adjustments {
            self.adjustment(schedule, adjustment, batch);
        }
        for rule in &schedule.rules {
            self.steps(schedule, rule, batch);
        }
    }

    /// Rules that are never selected are told, and no others.
    fn rules(&self, schedule: &Schedule, batch: &Batch, all: &[Vec<Outcome>], fx: &[FxTable]) {
        for (place, rule) in schedule.rules.iter().enumerate() {
            let only = only_rule(&self.book, schedule, rule);
            let is_line = |state: &State<_>| lines(state).iter().any(|(rule, _)| *rule == place);
            let met =
                || fx.iter().any(|fx| states(&only, batch, fx).iter().any(|state| !lines(state).is_empty()));
            let selected = match schedule.select {
                Select::First => all.iter().flatten().any(is_line),
                // Every true rule counts: it gives a line if the transaction is priced at all.
                _ => {
                    let every = alone(&self.book, schedule, |own| {
                        own.select = Select::All;
                        own.adjustments.clear();
                    });
                    fx.iter().any(|fx| states(&every, batch, fx).iter().any(is_line))
                }
            };
            let told = at(&self.found, Code::ShadowedRule, &rule.span);
            assert_eq!(told.len(), usize::from(!selected), "{} {}\n{}", schedule.id, rule.id, self.drawn());
            let Some(finding) = told.first() else { continue };
            if finding.labels.len() == 1 {
                assert!(!met() && finding.proof.is_empty(), "{}", self.drawn());
                continue;
            }
            let none = FxTable::default();
            if finding.proof.is_empty() {
                // Which rule takes a transaction that meets it is a question of rates.
                let met = states(&only, batch, &none);
                let mut open = met.iter().zip(&all[0]).filter(|(met, _)| !lines(met).is_empty());
                assert!(open.all(|(_, state)| lines(state).is_empty()), "{}", self.drawn());
                continue;
            }
            let shown = proof(&self.book.attributes, finding);
            assert_eq!(lines(&states(&only, &shown, &none)[0]).len(), 1, "meets it\n{}", self.drawn());
            let plain = alone(&self.book, schedule, |own| own.adjustments.clear());
            let state = &states(&plain, &shown, &none)[0];
            let instead = finding.labels.iter().find(|label| label.text.starts_with("selected instead"));
            match instead {
                Some(label) => {
                    let [(other, _)] = lines(state) else { panic!("not priced\n{}", self.drawn()) };
                    assert!(*other < place && schedule.rules[*other].span == label.span, "{}", self.drawn());
                }
                None => {
                    let open = matches!(state, State::Unproven(Reason::UnknownAttribute(_)));
                    assert!(open, "{state:?}\n{}", self.drawn());
                }
            }
            if schedule.select == Select::First {
                self.named(schedule, rule, finding, batch, fx);
            }
        }
    }

    /// The rules that are named are enough to keep a rule from being selected, and each of them is needed.
    fn named(&self, schedule: &Schedule, rule: &Rule, finding: &Diagnostic, batch: &Batch, fx: &[FxTable]) {
        let (_, names) = finding.message.split_once(" gets past ").unwrap();
        let is_named = |other: &&Rule| names.contains(&format!("`{}`", other.id));
        let rules = schedule.rules.iter().filter(is_named);
        let named: BTreeSet<usize> = rules.map(|other| other.span.range.start).collect();
        let selected = |named: &BTreeSet<usize>| {
            let book = alone(&self.book, schedule, |own| {
                own.adjustments.clear();
                own.rules.retain(|other| other.id == rule.id || named.contains(&other.span.range.start));
            });
            let last = book.schedules[0].rules.len() - 1;
            let is_line = |state: &State<_>| lines(state).iter().any(|(rule, _)| *rule == last);
            fx.iter().any(|fx| states(&book, batch, fx).iter().any(is_line))
        };
        if named.len() < 4 {
            assert!(!selected(&named), "{} is not kept from being selected\n{}", rule.id, self.drawn());
            for one in &named {
                let without = named.iter().copied().filter(|other| other != one).collect();
                assert!(selected(&without), "too much is named for {}\n{}", rule.id, self.drawn());
            }
        }
    }

    /// A gap is told if a covered transaction whose amount is not negative is unpriced; only with some rates: that it cannot be said.
    fn gap(&self, schedule: &Schedule, plain: &Book, all: &[Vec<Outcome>], batch: &Batch) {
        let usual = |row: usize| match batch.value(trueup::facts::id::AMOUNT, row) {
            Some(Value::Decimal(amount)) => amount >= Decimal::ZERO,
            _ => true,
        };
        let unpriced = |states: &Vec<State<_>>| {
            states
                .iter()
                .enumerate()
                .any(|(row, state)| usual(row) && matches!(state, State::Unproven(Reason::Unpriced)))
        };
        let (certain, perhaps) = (unpriced(&all[0]), all.iter().any(unpriced));
        let told = at(&self.found, Code::UncoveredGap, &schedule.span);
        assert_eq!(told.len(), usize::from(certain), "{}\n{}", schedule.id, self.drawn());
        let open = at(&self.found, Code::Undecided, &schedule.span);
        let open = open.iter().filter(|finding| finding.labels.len() == 1).count();
        assert_eq!(open, usize::from(perhaps && !certain), "{}\n{}", schedule.id, self.drawn());
        if let Some(finding) = told.first() {
            let shown = proof(&self.book.attributes, finding);
            let state = states(plain, &shown, &FxTable::default()).remove(0);
            assert!(matches!(state, State::Unproven(Reason::Unpriced)), "{state:?}\n{}", self.drawn());
        }
    }

    /// An adjustment that no transaction of its rules meets is told, and no other.
    fn adjustment(&self, schedule: &Schedule, adjustment: &Adjustment, batch: &Batch) {
        let applies = schedule.rules.iter().filter(|rule| adjustment.is_for(&rule.id)).any(|rule| {
            let only = alone(&self.book, schedule, |own| {
                own.rules = vec![rule.clone()];
                own.adjustments = vec![Adjustment { to: Vec::new(), ..adjustment.clone() }];
            });
            let added =
                |state: &Outcome| lines(state).iter().any(|(_, amount)| *amount >= Decimal::ONE_THOUSAND);
            states(&only, batch, &FxTable::default()).iter().any(added)
        });
        let told = at(&self.found, Code::IdleAdjustment, &adjustment.span);
        assert_eq!(told.len(), usize::from(!applies), "{} {}\n{}", schedule.id, adjustment.id, self.drawn());
    }

    /// A step of bands that no transaction of its rule reaches is told, and no other.
    fn steps(&self, schedule: &Schedule, rule: &Rule, batch: &Batch) {
        use trueup::schedule::Shape;
        let only = only_rule(&self.book, schedule, rule);
        let states = states(&only, batch, &FxTable::default());
        let due: BTreeSet<Decimal> = states.iter().flat_map(lines).map(|(_, amount)| *amount).collect();
        for fee in rule.fees.iter().filter_map(|dated| dated.fee.as_ref()) {
            let Shape::Bands(bands) = &fee.shape else { continue };
            let reached =
                |step: &trueup::schedule::Step| due.contains(&step.fee.text.parse::<Decimal>().unwrap());
            let any = bands.steps.iter().any(reached);
            for step in &bands.steps {
                let told = at(&self.found, Code::UnreachableStep, &step.span).len();
                let wanted = any && !reached(step);
                assert_eq!(told, usize::from(wanted), "{} {}\n{}", rule.id, step.fee.text, self.drawn());
            }
        }
    }

    /// Two schedules that cover one transaction are told; only with some rates: that it cannot be said.
    fn overlap(&self, batch: &Batch, fx: &[FxTable]) {
        let [first, second] = &self.book.schedules[..] else { panic!("two schedules") };
        let mut both = self.book.clone();
        both.components[0].covering = trueup::schedule::Covering::One;
        let twice = |state: &State<_>| matches!(state, State::Unproven(Reason::TwoSchedules(..)));
        let overlapping: Vec<bool> = fx.iter().map(|fx| states(&both, batch, fx).iter().any(twice)).collect();
        let (certain, perhaps) = (overlapping[0], overlapping.contains(&true));
        let told = at(&self.found, Code::SchedulesOverlap, &second.span);
        assert_eq!(told.len(), usize::from(certain), "{}", self.drawn());
        if let Some(finding) = told.first() {
            assert_eq!(finding.labels[1].span, first.span);
            let shown = proof(&self.book.attributes, finding);
            assert!(twice(&states(&both, &shown, &FxTable::default())[0]), "{}", self.drawn());
        } else if perhaps {
            let open = prove(&both, None).into_iter().filter(|found| found.labels.len() == 2);
            assert_eq!(open.filter(|found| found.code == Code::Undecided).count(), 1, "{}", self.drawn());
        }
    }
}

fn count() -> u64 {
    std::env::var("TRUEUP_PROOF_BOOKS").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

fn compare(random: Random, fx: &[FxTable]) -> Vec<Code> {
    let checked = checked(random.files.clone());
    let batch = random.transactions(&checked.book.attributes);
    for schedule in &checked.book.schedules {
        checked.schedule(schedule, &batch, fx);
    }
    checked.overlap(&batch, fx);
    checked.found.iter().map(|finding| finding.code).collect()
}

#[test]
fn what_is_proved_of_a_random_book_is_what_the_engine_does_with_every_transaction() {
    let mut found: Vec<Code> = Vec::new();
    for seed in 0..count() {
        found.extend(compare(book(seed), &[FxTable::default()]));
    }
    // None of it was proved of nothing.
    for code in [
        Code::ShadowedRule,
        Code::UncoveredGap,
        Code::SchedulesOverlap,
        Code::IdleAdjustment,
        Code::UnreachableStep,
    ] {
        assert!(found.iter().filter(|one| **one == code).count() > 20, "{code}");
    }
}

#[test]
fn what_depends_on_exchange_rates_is_called_undecided_and_nothing_else_is() {
    let fx = rates::tables();
    let mut found: Vec<Code> = Vec::new();
    for seed in 0..count() / 3 {
        found.extend(compare(rates::book(seed), &fx));
    }
    for code in [Code::ShadowedRule, Code::UncoveredGap, Code::SchedulesOverlap, Code::Undecided] {
        assert!(found.contains(&code), "{code}");
    }
}
