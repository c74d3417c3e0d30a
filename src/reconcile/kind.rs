//! The verdicts on money and the kinds of agreement and discrepancy.

/// What is known about a pair of expected and billed money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Proven right.
    Agreed,
    /// Proven wrong.
    Disputed,
    /// Neither.
    Unproven,
}

impl Verdict {
    /// The spelling in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Agreed => "agreed",
            Verdict::Disputed => "disputed",
            Verdict::Unproven => "unproven",
        }
    }
}

macro_rules! kinds {
    ($($kind:ident $name:literal $verdict:ident $meaning:literal;)*) => {
        /// Why a pair has its verdict.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $meaning] $kind),* }

        impl Kind {
            /// Every kind, in the order of reports.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The spelling in reports.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),* }
            }

            /// One sentence for people.
            pub fn meaning(self) -> &'static str {
                match self { $(Kind::$kind => $meaning),* }
            }

            /// The verdict it belongs to.
            pub fn verdict(self) -> Verdict {
                match self { $(Kind::$kind => Verdict::$verdict),* }
            }
        }
    };
}

kinds! {
    Exact "exact" Agreed "Billed exactly what was expected.";
    WithinRounding "within_rounding" Agreed "The variance lies inside the bound that the declared rounding allows.";
    WithinTolerance "within_tolerance" Agreed "The variance is within the tolerance that the config declares.";
    Overbilled "overbilled" Disputed "Billed more than expected.";
    Underbilled "underbilled" Disputed "Billed less than expected.";
    Unexpected "unexpected" Disputed "Billed, and nothing was expected.";
    Unbilled "unbilled" Disputed "Expected, past its lag, and nothing was billed.";
    Duplicate "duplicate" Disputed "An identical line was billed before.";
    WrongCurrency "wrong_currency" Disputed "Billed in another currency than expected.";
    Unpriced "unpriced" Unproven "Covered, and no cost could be worked out: no rule selects it, or the reason given.";
    UnknownAttribute "unknown_attribute" Unproven "A fact that decides the fee is unknown.";
    NoRate "no_rate" Unproven "No rate was in force on the date, or an exchange rate is missing.";
    NotYetBilled "not_yet_billed" Unproven "Expected and still inside its lag.";
}
