//! The stable codes. A code is never reused; its page lies in `docs/diagnostics/`.

use super::{Severity, did_you_mean};
use std::fmt;

macro_rules! codes {
    ($($variant:ident $text:literal $name:literal $title:literal;)*) => {
        /// The code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $title] $variant),* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The stable spelling, such as `T201`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),* }
            }

            /// The stable name, such as `unknown-attribute`, usable wherever the code is.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// What it is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title),* }
            }

            /// The page that `trueup explain` prints, in Markdown.
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$variant => include_str!(concat!("../../docs/diagnostics/", $text, ".md"))),*
                }
            }
        }
    };
}

codes! {
    Syntax "T001" "not-toml" "not valid TOML";
    UnknownKey "T002" "unknown-key" "unknown key";
    MissingKey "T003" "missing-key" "missing key";
    WrongType "T004" "wrong-type" "wrong type of value";
    UnquotedDecimal "T005" "unquoted-decimal" "decimal number without quotes";
    Unsupported "T006" "unsupported" "not in this version";
    EmptyList "T007" "empty-list" "empty list";
    RepeatedKey "T008" "repeated-key" "repeated key or date";
    BadDate "T009" "bad-date" "not a date";
    BadNumber "T010" "bad-number" "not a number of the right kind";
    Unreadable "T011" "unreadable-file" "unreadable file";
    NoBook "T101" "no-book" "no book here";
    StrayFile "T102" "stray-file" "file that is no part of a book";
    DuplicateId "T103" "duplicate-id" "duplicate id";
    UnknownComponent "T104" "unknown-component" "unknown component";
    NoRounding "T105" "no-rounding" "no rounding declared";
    SchedulesOverlap "T106" "schedules-overlap" "two schedules cover the same transactions";
    SourcePastReview "T107" "source-past-review" "source past its review date";
    UnknownChoice "T108" "unknown-choice" "not one of the choices";
    UnknownAttribute "T201" "unknown-attribute" "unknown attribute";
    UnknownValue "T202" "unknown-value" "value outside the attribute's list";
    UnknownGroup "T203" "unknown-group" "unknown group";
    WrongCondition "T204" "wrong-condition" "condition that does not fit the attribute";
    BadRange "T205" "bad-range" "range that is empty or has a hole";
    GroupCycle "T206" "group-cycle" "group that contains itself";
    MalformedFee "T301" "malformed-fee" "malformed fee";
    FeeCurrency "T302" "fee-currency" "amount without a currency of its own";
    FeeAttribute "T303" "fee-attribute" "fee on something that does not count";
    UnknownSchedule "T401" "unknown-schedule" "case for an unknown schedule";
    UnknownRule "T402" "unknown-rule" "unknown rule";
    ShadowedRule "T501" "shadowed-rule" "rule that can never be selected";
    UncoveredGap "T502" "uncovered-gap" "covered transactions that no rule selects";
    RateGap "T503" "rate-gap" "days without a rate";
    IdleAdjustment "T504" "idle-adjustment" "adjustment that changes no rule";
    UnusedGroup "T505" "unused-group" "group that nothing names";
    UnusedAttribute "T506" "unused-attribute" "attribute that nothing names";
    UnreachableStep "T507" "unreachable-step" "step that no transaction reaches";
    NoRateForCurrency "T508" "no-rate-for-currency" "amount in a currency that the book's data has no exchange rate for";
    UnlikelyRate "T509" "unlikely-rate" "rate that looks like a slip of units";
    LargeMove "T510" "large-move" "rate that moved by more than 60%";
    Undecided "T511" "undecided" "question that could not be decided";
}

impl Code {
    /// The code with this spelling or this name, in any case.
    pub fn parse(text: &str) -> Option<Code> {
        let is = |word: &str| word.eq_ignore_ascii_case(text);
        Code::ALL.iter().copied().find(|code| is(code.as_str()) || is(code.name()))
    }

    /// How bad it is unless a person decides otherwise: what is only suspicious is a warning.
    pub fn severity(self) -> Severity {
        match self {
            Code::SourcePastReview
            | Code::ShadowedRule
            | Code::UncoveredGap
            | Code::RateGap
            | Code::IdleAdjustment
            | Code::UnusedGroup
            | Code::UnusedAttribute
            | Code::UnreachableStep
            | Code::NoRateForCurrency
            | Code::UnlikelyRate
            | Code::LargeMove
            | Code::Undecided => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it is a finding about one schedule that may be meant, so that the schedule can `allow` it.
    pub fn can_be_meant(self) -> bool {
        matches!(
            self,
            Code::ShadowedRule
                | Code::UncoveredGap
                | Code::RateGap
                | Code::IdleAdjustment
                | Code::UnreachableStep
                | Code::NoRateForCurrency
                | Code::UnlikelyRate
                | Code::LargeMove
                | Code::Undecided
        )
    }

    /// What a word that is no code may have meant: `did you mean …?`, or what is valid.
    pub fn suggest(text: &str) -> String {
        let is_code = text.contains(|c: char| c.is_ascii_digit()); // names have no digits
        let known = |code: &Code| if is_code { code.as_str() } else { code.name() };
        did_you_mean(text, Code::ALL.iter().map(known))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
