//! The stable codes. A code is never reused; its page lies in `docs/diagnostics/`.

use std::fmt;

macro_rules! codes {
    ($($variant:ident $text:literal $title:literal;)*) => {
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
    Syntax "T001" "not valid TOML";
    UnknownKey "T002" "unknown key";
    MissingKey "T003" "missing key";
    WrongType "T004" "wrong type of value";
    UnquotedDecimal "T005" "decimal number without quotes";
    Unsupported "T006" "not in this version";
    EmptyList "T007" "empty list";
    RepeatedKey "T008" "repeated key or date";
    BadDate "T009" "not a date";
    BadNumber "T010" "not a number of the right kind";
    Unreadable "T011" "unreadable file";
    NoBook "T101" "no book here";
    StrayFile "T102" "file that is no part of a book";
    DuplicateId "T103" "duplicate id";
    UnknownComponent "T104" "unknown component";
    NoRounding "T105" "no rounding declared";
    SchedulesOverlap "T106" "two schedules cover the same transactions";
    SourcePastReview "T107" "source past its review date";
    UnknownChoice "T108" "not one of the choices";
    UnknownAttribute "T201" "unknown attribute";
    UnknownValue "T202" "value outside the attribute's list";
    UnknownGroup "T203" "unknown group";
    WrongCondition "T204" "condition that does not fit the attribute";
    BadRange "T205" "range that is empty or has a hole";
    GroupCycle "T206" "group that contains itself";
    MalformedFee "T301" "malformed fee";
    FeeCurrency "T302" "amount without a currency of its own";
    FeeAttribute "T303" "fee on something that does not count";
    UnknownSchedule "T401" "case for an unknown schedule";
    UnknownRule "T402" "unknown rule";
}

impl Code {
    /// The code with this spelling, in any case.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
