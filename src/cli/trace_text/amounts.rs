//! Amounts and percentages as people read them.

use trueup::money::{Currency, Decimal, plain};

/// `0.84 EUR`.
pub fn money(amount: Decimal, currency: Currency) -> String {
    format!("{} {currency}", plain(amount, Some(currency)))
}

/// With its currency if it has one.
pub fn number(amount: Decimal, currency: Option<Currency>) -> String {
    currency.map_or_else(|| plain(amount, None), |currency| money(amount, currency))
}

/// A fraction as a percentage, with as many decimals as were declared: `1.90%`.
pub fn percent(rate: Decimal) -> String {
    let mut rate = rate;
    let scale = rate.scale();
    if scale < 2 {
        rate.rescale(2);
    }
    let mantissa = Decimal::try_from_i128_with_scale(rate.mantissa(), rate.scale() - 2);
    mantissa.map_or_else(|_| rate.to_string(), |percent| format!("{percent}%"))
}

/// What is added to something: ` + 0.05%` or ` - 0.05%`.
pub fn signed(rate: Decimal) -> String {
    if rate.is_sign_negative() { format!(" - {}", percent(-rate)) } else { format!(" + {}", percent(rate)) }
}

/// Numbers one below the other, point below point.
pub fn aligned(numbers: Vec<String>) -> Vec<String> {
    let split = |number: &String| number.find('.').unwrap_or(number.len());
    let before = numbers.iter().map(split).max().unwrap_or(0);
    let after = numbers.iter().map(|number| number.len() - split(number)).max().unwrap_or(0);
    let one = |number: &String| {
        let (whole, decimals) = number.split_at(split(number));
        format!("{whole:>before$}{decimals:<after$}")
    };
    numbers.iter().map(one).collect()
}
