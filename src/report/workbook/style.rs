//! Colours and number formats of the workbook.

use crate::reconcile::Verdict;
use crate::report::headline::Tone;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Title, headers and the bars of what was billed.
pub(super) const INK: Color = Color::RGB(0x1F3A5F);
/// The bars of what was expected.
pub(super) const STEEL: Color = Color::RGB(0x9DB2CC);
/// Lines between rows, and of charts.
pub(super) const HAIRLINE: Color = Color::RGB(0xD9DEE5);
const GREY: Color = Color::RGB(0x6B7480);
const HEADER_FILL: Color = Color::RGB(0xEEF2F7);
const RED: Color = Color::RGB(0x9B1C1C);
const RED_FILL: Color = Color::RGB(0xFBE9E7);
const AMBER: Color = Color::RGB(0x7A4B00);
const AMBER_FILL: Color = Color::RGB(0xFFF3DC);
const GREEN: Color = Color::RGB(0x1B5E35);
const GREEN_FILL: Color = Color::RGB(0xE6F4EA);

/// Two blanks as wide as a bracket, as accountants have it: they keep a number off the text beside it.
const GAP: &str = "_)_)";
/// Numbers show so many decimals at most.
const MOST_DECIMALS: usize = 12;

/// Every format of the workbook.
pub(super) struct Style {
    pub(super) title: Format,
    pub(super) muted: Format,
    pub(super) section: Format,
    pub(super) header: Format,
    pub(super) header_right: Format,
    pub(super) text: Format,
    pub(super) strong: Format,
    pub(super) wrapped: Format,
    pub(super) count: Format,
    pub(super) date: Format,
    pub(super) share: Format,
    pub(super) number_as_text: Format,
    money: Vec<Format>,
    none: Format,
    over: Vec<Format>,
    under: Vec<Format>,
    good: Format,
    caution: Format,
    bad: Format,
}

impl Style {
    pub(super) fn new() -> Style {
        let text = Format::new().set_align(FormatAlign::VerticalCenter);
        let right = text.clone().set_align(FormatAlign::Right);
        let header = Format::new()
            .set_bold()
            .set_font_color(INK)
            .set_background_color(HEADER_FILL)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(INK)
            .set_align(FormatAlign::VerticalCenter);
        let tone = |ink, fill| {
            let padded = text.clone().set_align(FormatAlign::Left).set_indent(1);
            padded.set_font_color(ink).set_background_color(fill)
        };
        let decimals = |sign: &str, format: &Format| {
            (0..=MOST_DECIMALS).map(|digits| format.clone().set_num_format(number(sign, digits))).collect()
        };
        Style {
            title: Format::new().set_bold().set_font_size(20).set_font_color(INK),
            muted: text.clone().set_font_color(GREY),
            section: Format::new().set_bold().set_font_size(13).set_font_color(INK),
            header_right: header.clone().set_align(FormatAlign::Right).set_indent(1),
            header,
            strong: text.clone().set_bold(),
            wrapped: text.clone().set_text_wrap(),
            count: right.clone().set_num_format(format!("#,##0{GAP}")),
            date: text.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            share: right.clone().set_num_format(format!("0.00%{GAP}")),
            none: right.clone().set_font_color(GREY).set_num_format(format!("\"–\"{GAP}")),
            money: decimals("", &right),
            over: decimals("+", &right.clone().set_font_color(RED)),
            under: decimals("", &right.clone().set_font_color(AMBER)),
            number_as_text: right.set_indent(1),
            good: tone(GREEN, GREEN_FILL),
            caution: tone(AMBER, AMBER_FILL),
            bad: tone(RED, RED_FILL),
            text,
        }
    }

    /// An amount with this many decimals.
    pub(super) fn money(&self, decimals: u32) -> &Format {
        at(&self.money, decimals)
    }

    /// A variance: red with a plus if too much was billed, amber with a minus if too little.
    pub(super) fn variance(&self, sign: std::cmp::Ordering, decimals: u32) -> &Format {
        match sign {
            std::cmp::Ordering::Greater => at(&self.over, decimals),
            std::cmp::Ordering::Equal => &self.none,
            std::cmp::Ordering::Less => at(&self.under, decimals),
        }
    }

    /// The background of a verdict.
    pub(super) fn verdict(&self, verdict: Verdict) -> &Format {
        self.tone(match verdict {
            Verdict::Agreed => Tone::Good,
            Verdict::Disputed => Tone::Bad,
            Verdict::Unproven => Tone::Caution,
        })
    }

    /// The background of something good, doubtful or bad.
    pub(super) fn tone(&self, tone: Tone) -> &Format {
        match tone {
            Tone::Good => &self.good,
            Tone::Caution => &self.caution,
            Tone::Bad => &self.bad,
        }
    }
}

fn at(formats: &[Format], decimals: u32) -> &Format {
    &formats[(decimals as usize).min(MOST_DECIMALS)]
}

fn number(sign: &str, decimals: usize) -> String {
    let point = if decimals == 0 { "" } else { "." };
    format!("{sign}#,##0{point}{}{GAP}", "0".repeat(decimals))
}
