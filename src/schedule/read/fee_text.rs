//! The grammar of a fee: `[CUR] number [% | bp] [per attribute] { + … } [, min …] [, max …]`.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, did_you_mean};
use crate::facts::{AttributeId, Kind};
use crate::money::{self, Currency, Decimal};
use crate::schedule::{Money, PerUnit, Plain};
use std::ops::Range;

/// Why a text is no fee, and which bytes of it are at fault.
#[derive(Debug, PartialEq, Eq)]
pub struct FeeFault {
    pub code: Code,
    pub message: String,
    pub label: &'static str,
    pub help: String,
    pub at: Range<usize>,
}

/// Reads a fee. `withdrawn` and `n/a` are no fees; the caller knows where they may stand.
pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Plain, FeeFault> {
    let mut parts = split(text, ',').into_iter();
    let whole = parts.next().unwrap_or(0..0);
    let mut fee = Plain::default();
    for range in split(&text[whole.clone()], '+') {
        let range = whole.start + range.start..whole.start + range.end;
        add_term(&mut fee, text, range, vocabulary)?;
    }
    for range in parts {
        add_limit(&mut fee, text, range)?;
    }
    if let (Some(min), Some(max)) = (fee.min, fee.max)
        && min.currency == max.currency
        && min.amount > max.amount
    {
        return Err(fault(
            text,
            0..text.len(),
            "min lies above max",
            "no amount is at least min and at most max",
        ));
    }
    Ok(fee)
}

fn add_term(
    fee: &mut Plain,
    text: &str,
    range: Range<usize>,
    vocabulary: &Vocabulary,
) -> Result<(), FeeFault> {
    let (priced, per) = match text[range.clone()].find(" per ") {
        Some(at) => {
            (trim(text, range.start..range.start + at), Some(trim(text, range.start + at + 5..range.end)))
        }
        None => (range.clone(), None),
    };
    let term = &text[priced.clone()];
    let twice = |what: &str| Err(fault(text, range.clone(), &format!("it has two {what}"), "one too many"));
    for (sign, decimals) in [("%", 2), ("bp", 4)] {
        let Some(number) = term.strip_suffix(sign) else { continue };
        if per.is_some() {
            return Err(fault(text, range, "a percentage is of the basis, not per unit", "not per unit"));
        }
        let number = number_at(text, trim(text, priced.start..priced.start + number.len()))?;
        let fraction = money::mul(number, Decimal::new(1, decimals));
        let fraction = fraction.map_err(|_| fault(text, priced, "it has too many digits", "too long"))?;
        return if fee.rate.replace(fraction).is_some() { twice("percentages") } else { Ok(()) };
    }
    let amount = money_at(text, priced)?;
    let taken = match per {
        None => fee.fixed.replace(amount).is_some(),
        Some(name) => {
            let attribute = unit(text, name, vocabulary)?;
            fee.per_unit.replace(PerUnit { price: amount, attribute }).is_some()
        }
    };
    if taken { twice("amounts of the same kind") } else { Ok(()) }
}

fn add_limit(fee: &mut Plain, text: &str, range: Range<usize>) -> Result<(), FeeFault> {
    let part = &text[range.clone()];
    let (slot, length) = match part.split_whitespace().next() {
        Some("min") => (&mut fee.min, 3),
        Some("max") => (&mut fee.max, 3),
        _ => {
            let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
            let comma = text[..range.start].trim_end().len().saturating_sub(1);
            if digits(part) && text[..comma].ends_with(|c: char| c.is_ascii_digit()) {
                let mut fault =
                    fault(text, comma..comma + 1, "it has a comma inside a number", "not in a number");
                fault.help = "decimals have a point and thousands no mark: \"0.30\", \"1000.00\"".to_owned();
                return Err(fault);
            }
            let message = "after a comma comes `min` or `max`";
            let mut fault = fault(text, range, message, "neither `min` nor `max`");
            fault.help = "limits read \"0.80% + 0.15, max 0.95\"".to_owned();
            return Err(fault);
        }
    };
    let amount = money_at(text, trim(text, range.start + length..range.end))?;
    if slot.replace(amount).is_some() {
        return Err(fault(text, range, "it has the same limit twice", "one too many"));
    }
    Ok(())
}

/// `0.10`, `EUR 0.10`.
fn money_at(text: &str, range: Range<usize>) -> Result<Money, FeeFault> {
    let part = &text[range.clone()];
    let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
    // A letter in place of a digit, such as O for 0, is meant as a number.
    let apart = part[letters..].starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace());
    if letters == 0 || letters < part.len() && !apart {
        return Ok(Money { amount: number_at(text, range)?, currency: None });
    }
    let code = &part[..letters];
    let Some(currency) = Currency::parse(code) else {
        let message = format!("`{code}` is no ISO 4217 currency");
        return Err(fault(text, range.start..range.start + letters, &message, "unknown currency"));
    };
    let amount = number_at(text, trim(text, range.start + letters..range.end))?;
    Ok(Money { amount, currency: Some(currency) })
}

fn number_at(text: &str, range: Range<usize>) -> Result<Decimal, FeeFault> {
    let part = &text[range.clone()];
    if part.is_empty() {
        return Err(fault(text, range, "a number is missing", "expected a number"));
    }
    money::parse(part).map_err(|error| {
        // The caret goes to the first character that cannot belong to a number.
        let bad =
            part.char_indices().find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-')));
        let at = match bad {
            Some((offset, c)) => range.start + offset..range.start + offset + c.len_utf8(),
            None => range,
        };
        let mut fault = fault(text, at, &format!("`{part}` {error}"), "not a number");
        if let Some((number, code)) = part.split_once(' ') {
            if Currency::parse(code).is_some() {
                fault.help = format!("the currency stands first: \"{code} {number}\"");
            } else if bad.is_some_and(|(_, c)| c == '-') || code.starts_with('-') {
                fault.help =
                    "parts are joined with `+`, and a rebate has its own sign: \"1.65% + -0.10\"".to_owned();
            }
        }
        fault
    })
}

fn unit(text: &str, range: Range<usize>, vocabulary: &Vocabulary) -> Result<AttributeId, FeeFault> {
    let attributes = &vocabulary.attributes;
    let name = &text[range.clone()];
    let countable = |kind: Kind| Kind::NUMBERS.contains(&kind);
    match attributes.find(name) {
        Some(id) if vocabulary.is_share(id) => {
            let message = format!("`{name}` is a share, which is compared and not counted");
            let help = "a fee may count a decimal, integer or money attribute".to_owned();
            Err(FeeFault { code: Code::FeeAttribute, help, ..fault(text, range, &message, "a share") })
        }
        Some(id) if countable(attributes.get(id).kind) => Ok(id),
        Some(id) => {
            let message = format!("`{name}` is of type {}, which cannot be counted", attributes.get(id).kind);
            let help = "a fee may count a decimal, integer or money attribute".to_owned();
            Err(FeeFault { code: Code::FeeAttribute, help, ..fault(text, range, &message, "no number") })
        }
        None => {
            let numbers = attributes.iter().filter(|(_, known)| countable(known.kind));
            let help = did_you_mean(name, numbers.map(|(_, known)| known.name.as_str()).collect::<Vec<_>>());
            let message = format!("no attribute is called `{name}`");
            Err(FeeFault {
                code: Code::UnknownAttribute,
                help,
                ..fault(text, range, &message, "unknown attribute")
            })
        }
    }
}

/// The trimmed parts of `text` between separators.
fn split(text: &str, separator: char) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, _) in text.match_indices(separator) {
        parts.push(trim(text, start..at));
        start = at + separator.len_utf8();
    }
    parts.push(trim(text, start..text.len()));
    parts
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    start..end
}

fn fault(text: &str, at: Range<usize>, message: &str, label: &'static str) -> FeeFault {
    // A caret needs a character to stand under, even where one is missing.
    let before = text[..at.start].char_indices().next_back();
    let at = before.filter(|_| at.is_empty()).map_or(at.clone(), |(start, _)| start..at.start);
    let at = at.start..at.end.min(text.len()).max(at.start);
    let help = "a fee reads \"1.65% + 0.10\", \"0.30\", \"12.5bp\", \"2.10%, min 0.04\", \"USD 0.0195\" or \"0.0023 per kilobytes\"";
    FeeFault { code: Code::MalformedFee, message: message.to_owned(), label, help: help.to_owned(), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> String {
        match parse(text, &Vocabulary::standard()) {
            Ok(fee) => {
                let money = |part: Option<Money>| {
                    part.map_or("-".to_owned(), |money| match money.currency {
                        Some(currency) => format!("{currency} {}", money.amount),
                        None => money.amount.to_string(),
                    })
                };
                let rate = fee.rate.map_or("-".to_owned(), |rate| rate.normalize().to_string());
                let unit = money(fee.per_unit.map(|part| part.price));
                format!("{rate} | {} | {unit} | {} | {}", money(fee.fixed), money(fee.min), money(fee.max))
            }
            Err(fault) => format!("{}: {} at {:?}", fault.code, fault.message, fault.at),
        }
    }

    #[test]
    fn every_fee_of_the_language_reads_as_the_network_prints_it() {
        let cases = [
            ("1.65% + 0.10", "0.0165 | 0.10 | - | - | -"),
            ("0.30", "- | 0.30 | - | - | -"),
            ("0", "- | 0 | - | - | -"),
            ("12.5bp", "0.00125 | - | - | - | -"),
            ("2.10%, min 0.04", "0.021 | - | - | 0.04 | -"),
            ("0.80% + 0.15, max 0.95", "0.008 | 0.15 | - | - | 0.95"),
            ("1%, max 0", "0.01 | - | - | - | 0"),
            ("USD 0.0195", "- | USD 0.0195 | - | - | -"),
            ("0.25% + EUR 0.08, min EUR 0.10", "0.0025 | EUR 0.08 | - | EUR 0.10 | -"),
            ("0.002294 per amount", "- | - | 0.002294 | - | -"),
            ("-0.05%", "-0.0005 | - | - | - | -"),
            ("0.123456789%", "0.00123456789 | - | - | - | -"),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_figure_keeps_the_decimals_it_is_declared_with() {
        let rate = |text: &str| parse(text, &Vocabulary::standard()).unwrap().rate.unwrap().to_string();
        assert_eq!(
            (rate("1.50%"), rate("2%"), rate("12.50bp")),
            ("0.0150".into(), "0.02".into(), "0.001250".into())
        );
        assert_eq!(parts("0.10, min 0.010, max 5.00"), "- | 0.10 | - | 0.010 | 5.00");
    }

    #[test]
    fn a_malformed_fee_points_at_the_characters_at_fault() {
        let cases = [
            ("1.65% + O.10", "T301: `1.65% + O.10` is not", 8),
            ("0,30", "", 1),
            ("0.30, maximum 0.40", "", 6),
            ("1.65% +", "", 6),
            ("2% + 1%", "", 5),
            ("0.10 per product", "T303", 9),
            ("0.10 per kilobites", "T201", 9),
            ("XXZ 0.10", "", 0),
            ("1.00%, min 2, max 1", "", 0),
            ("", "", 0),
        ];
        for (text, _, at) in cases {
            let fault = parse(text, &Vocabulary::standard()).unwrap_err();
            assert_eq!(fault.at.start, at, "{text}: {}", fault.message);
        }
    }
}
