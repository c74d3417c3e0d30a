//! Plain fees: from figures to the text that the network prints, and whether two texts say the same.

use trueup::money::{self, Decimal};

/// What the table says of one programme and product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A fee, in the language of schedules.
    Fee(String),
    /// Not applicable.
    NotApplicable,
    /// Nothing.
    NotPrinted,
}

impl Cell {
    /// As it stands in a schedule.
    pub fn text(&self) -> &str {
        match self {
            Cell::Fee(text) => text,
            Cell::NotApplicable => "n/a",
            Cell::NotPrinted => "unpublished",
        }
    }

    /// With a floor or cap in place of its own.
    pub fn limited(self, min: Option<&str>, max: Option<&str>) -> Cell {
        let Cell::Fee(mut text) = self else { return self };
        for (word, amount) in [("min", min), ("max", max)] {
            let Some(amount) = amount else { continue };
            let kept: Vec<&str> =
                text.split(',').map(str::trim).filter(|part| !part.starts_with(word)).collect();
            text = format!("{}, {word} {amount}", kept.join(", "));
        }
        Cell::Fee(text)
    }
}

/// A fee of figures; an empty one is none. `percent` is in percent.
///
/// # Errors
/// The figure that is no number.
pub fn fee_of(percent: &str, fixed: &str, min: &str, max: &str) -> Result<Cell, String> {
    if [percent, fixed, min, max].iter().all(|figure| figure.is_empty()) {
        return Ok(Cell::NotPrinted);
    }
    let mut parts = Vec::new();
    for (figure, unit) in [(percent, "%"), (fixed, "")] {
        if !figure.is_empty() && !number(figure)?.is_zero() {
            parts.push(format!("{figure}{unit}"));
        }
    }
    let mut text = if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") };
    for (word, figure) in [("min", min), ("max", max)] {
        if !figure.is_empty() {
            number(figure)?;
            text.push_str(&format!(", {word} {figure}"));
        }
    }
    Ok(Cell::Fee(text))
}

fn number(figure: &str) -> Result<Decimal, String> {
    money::parse(figure).map_err(|_| format!("`{figure}` is no number"))
}

/// Whether two fees are the same: by their figures if both are plain, so that 1.5% is 1.50%, else by their text.
pub fn same(one: &str, other: &str) -> bool {
    match (Figures::of(one), Figures::of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.trim() == other.trim(),
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    percent: Decimal,
    fixed: Decimal,
    min: Option<Decimal>,
    max: Option<Decimal>,
}

impl Figures {
    /// `None`: no plain fee in the schedule's currency.
    fn of(text: &str) -> Option<Figures> {
        let mut figures = Figures::default();
        let mut clauses = text.split(',').map(str::trim);
        for term in clauses.next()?.split('+').map(str::trim) {
            if let Some(percent) = term.strip_suffix('%') {
                figures.percent = money::parse(percent.trim()).ok()?;
            } else if let Some(points) = term.strip_suffix("bp") {
                figures.percent = money::parse(points.trim()).ok()? / Decimal::ONE_HUNDRED;
            } else {
                figures.fixed = money::parse(term).ok()?;
            }
        }
        for clause in clauses {
            let (word, amount) = clause.split_once(' ')?;
            let amount = Some(money::parse(amount.trim()).ok()?);
            match word {
                "min" => figures.min = amount,
                "max" => figures.max = amount,
                _ => return None,
            }
        }
        Some(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(percent: &str, fixed: &str, min: &str, max: &str) -> String {
        fee_of(percent, fixed, min, max).unwrap().text().to_owned()
    }

    #[test]
    fn figures_read_as_the_network_prints_them() {
        assert_eq!(text("1.65", "0.10", "", ""), "1.65% + 0.10");
        assert_eq!(text("0", "0.30", "", ""), "0.30");
        assert_eq!(text("2.10", "0", "0.04", ""), "2.10%, min 0.04");
        assert_eq!(text("0.80", "0.15", "", "0.95"), "0.80% + 0.15, max 0.95");
        assert_eq!(text("-0.05", "0", "", ""), "-0.05%");
        assert_eq!(text("0", "0", "", ""), "0");
        assert_eq!(text("", "", "", ""), "unpublished");
        assert!(fee_of("1,65", "", "", "").is_err());
    }

    #[test]
    fn fees_are_the_same_by_figures_and_not_by_digits() {
        assert!(same("1.5% + 0.1", "1.50% + 0.10"));
        assert!(same("150bp", "1.50%"));
        assert!(!same("1.50%, max 2", "1.50%"));
        assert!(!same("n/a", "unpublished"));
        assert!(!same("0", "unpublished"));
    }

    #[test]
    fn a_footnote_caps_one_rule_of_several() {
        let capped = Cell::Fee("1.75% + 0.20".to_owned()).limited(None, Some("0.95"));
        assert_eq!(capped.text(), "1.75% + 0.20, max 0.95");
        assert_eq!(capped.limited(None, Some("1.10")).text(), "1.75% + 0.20, max 1.10");
    }
}
