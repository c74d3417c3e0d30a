//! The one place that rounds: decimals, and the digits of whole numbers with a scale.

use super::Decimal;
use super::scaled::POWERS;
use rust_decimal::RoundingStrategy as Strategy;
use std::cmp::Ordering;

/// What happens to the digits that go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To the nearest, half away from zero.
    HalfUp,
    /// To the nearest, half to the even neighbour.
    HalfEven,
    /// To the nearest, half towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero (truncate).
    Down,
    /// Towards plus infinity.
    Ceiling,
    /// Towards minus infinity.
    Floor,
}

impl Mode {
    /// Every mode with its spelling in a schedule.
    pub const ALL: [(&'static str, Mode); 7] = [
        ("half_up", Mode::HalfUp),
        ("half_even", Mode::HalfEven),
        ("half_down", Mode::HalfDown),
        ("up", Mode::Up),
        ("down", Mode::Down),
        ("ceiling", Mode::Ceiling),
        ("floor", Mode::Floor),
    ];

    /// The spelling in a schedule.
    pub fn name(self) -> &'static str {
        Mode::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// `value` with at most `decimals` digits after the point.
pub fn round(value: Decimal, mode: Mode, decimals: u32) -> Decimal {
    let strategy = match mode {
        Mode::HalfUp => Strategy::MidpointAwayFromZero,
        Mode::HalfEven => Strategy::MidpointNearestEven,
        Mode::HalfDown => Strategy::MidpointTowardZero,
        Mode::Up => Strategy::AwayFromZero,
        Mode::Down => Strategy::ToZero,
        Mode::Ceiling => Strategy::ToPositiveInfinity,
        Mode::Floor => Strategy::ToNegativeInfinity,
    };
    value.round_dp_with_strategy(decimals, strategy)
}

/// Digits without the last `gone`, as [`round`] would leave them.
#[inline]
pub(super) fn without(digits: i128, gone: u32, mode: Mode) -> i128 {
    match (i64::try_from(digits), POWERS.get(gone as usize)) {
        (Ok(digits), Some(unit)) => {
            let (kept, rest) = (digits.unsigned_abs() / unit, digits.unsigned_abs() % unit);
            let half = rest.cmp(&(unit - rest));
            let kept =
                i128::from(kept) + i128::from(goes_up(mode, digits < 0, rest != 0, half, kept % 2 == 1));
            if digits < 0 { -kept } else { kept }
        }
        _ => without_of_many(digits, gone, mode),
    }
}

fn without_of_many(digits: i128, gone: u32, mode: Mode) -> i128 {
    let (size, negative) = (digits.unsigned_abs(), digits < 0);
    let unit = 10_u128.checked_pow(gone).unwrap_or(u128::MAX);
    let (kept, rest) = (size / unit, size % unit);
    let half = rest.cmp(&(unit - rest));
    let rounded = kept + u128::from(goes_up(mode, negative, rest != 0, half, kept % 2 == 1));
    let rounded = i128::try_from(rounded).unwrap_or(i128::MAX);
    if negative { -rounded } else { rounded }
}

/// Whether the digits that stay grow by one: `half` says how those that go compare with one half.
#[inline]
fn goes_up(mode: Mode, negative: bool, rest: bool, half: Ordering, odd: bool) -> bool {
    match mode {
        Mode::HalfUp => half.is_ge(),
        Mode::HalfEven => half.is_gt() || half.is_eq() && odd,
        Mode::HalfDown => half.is_gt(),
        Mode::Up => rest,
        Mode::Down => false,
        Mode::Ceiling => rest && !negative,
        Mode::Floor => rest && negative,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_called_as_schedules_spell_it() {
        assert_eq!(Mode::ALL.map(|(_, mode)| mode.name()), Mode::ALL.map(|(name, _)| name));
        assert_eq!(Mode::HalfEven.name(), "half_even");
    }

    #[test]
    fn every_mode_treats_halves_and_signs_as_its_name_says() {
        let cases = [
            (Mode::HalfUp, ["0.01", "-0.01", "0.02", "0.01", "-0.01"]),
            (Mode::HalfEven, ["0.00", "0.00", "0.02", "0.01", "-0.01"]),
            (Mode::HalfDown, ["0.00", "0.00", "0.01", "0.01", "-0.01"]),
            (Mode::Up, ["0.01", "-0.01", "0.02", "0.01", "-0.01"]),
            (Mode::Down, ["0.00", "0.00", "0.01", "0.00", "0.00"]),
            (Mode::Ceiling, ["0.01", "0.00", "0.02", "0.01", "0.00"]),
            (Mode::Floor, ["0.00", "-0.01", "0.01", "0.00", "-0.01"]),
        ];
        for (mode, expected) in cases {
            let given = ["0.005", "-0.005", "0.015", "0.006", "-0.006"];
            for (value, wanted) in given.iter().zip(expected) {
                let rounded = round(value.parse().unwrap(), mode, 2);
                assert_eq!(rounded, wanted.parse().unwrap(), "{value} {}", mode.name());
            }
        }
    }
}
