//! What the run came to, in words that need no table.

use super::amount_text::{count, money, percent};
use super::{Charged, Report};
use crate::money::{Currency, Decimal};
use crate::reconcile::Verdict;
use std::collections::BTreeMap;

/// How urgent a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Everything agreed.
    Good,
    /// Within the gates, and something to look at.
    Caution,
    /// Outside the gates.
    Bad,
}

/// The first thing to read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) tone: Tone,
    /// Whether the run is within its gates.
    pub(super) verdict: String,
    /// The money in dispute and the share that was proven.
    pub(super) detail: String,
}

/// Judges the report by its exit code and says the disputed money per currency.
pub(super) fn headline(report: &Report) -> Headline {
    let disputed = lines(report, Verdict::Disputed);
    let unproven = lines(report, Verdict::Unproven);
    let failed: Vec<_> = report.gates.iter().filter(|gate| !gate.passed).map(|gate| &*gate.name).collect();
    let (tone, verdict) = match (report.exit_code, disputed, unproven) {
        (0, 0, 0) => (Tone::Good, "The bill agrees with the schedules.".to_owned()),
        (0, 0, _) => (Tone::Caution, "Within the gates; part of the bill is unproven.".to_owned()),
        (0, ..) => (Tone::Caution, "Within the gates, with discrepancies to look at.".to_owned()),
        _ if failed.is_empty() => (Tone::Bad, "Outside the gates.".to_owned()),
        _ => (Tone::Bad, format!("Outside the gates: {}.", failed.join(", "))),
    };
    let mut sentences = vec![disputed_money(report, disputed)];
    if unproven > 0 {
        sentences.push(format!("{} unproven.", count(unproven, "line")));
    }
    if let Some(share) = report.coverage.last().and_then(|total| total.share) {
        sentences.push(format!("{} of the billed money is proven right or wrong.", percent(share)));
    }
    Headline { tone, verdict, detail: sentences.join(" ") }
}

fn lines(report: &Report, verdict: Verdict) -> u64 {
    report.verdicts.iter().filter(|total| total.kind.verdict() == verdict).map(|total| total.lines).sum()
}

/// `12 lines disputed: 31.20 EUR billed too much, 4.00 EUR billed too little.`
fn disputed_money(report: &Report, disputed: u64) -> String {
    if disputed == 0 {
        return "No line is disputed.".to_owned();
    }
    let Charged { too_much, too_little } = &report.charged;
    fn say<'a>(sums: &'a BTreeMap<Currency, Decimal>, words: &'a str) -> impl Iterator<Item = String> + 'a {
        sums.iter().map(move |(currency, sum)| format!("{} {words}", money(*sum, *currency)))
    }
    let parts: Vec<_> =
        say(too_much, "billed too much").chain(say(too_little, "billed too little")).collect();
    let lines = count(disputed, "line");
    match parts.is_empty() {
        true => format!("{lines} disputed."),
        false => format!("{lines} disputed: {}.", parts.join(", ")),
    }
}
