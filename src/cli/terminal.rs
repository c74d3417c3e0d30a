//! What people see: text on stdout, progress on a terminal.

use clap::builder::styling::{AnsiColor, Style};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;
use trueup::run::Progress;

/// Writes to stdout. A reader that has gone away is no fault of ours.
pub fn say(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout().lock(), "{}", text.as_ref());
}

/// Writes to stderr.
pub fn complain(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

/// Whether colours are wanted there.
pub fn color(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// How a piece of text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As any other.
    Plain,
    /// The head of a table.
    Head,
    /// As it should be.
    Good,
    /// To be looked at.
    Bad,
}

/// The text in its tone, where colours are wanted.
pub fn toned(text: &str, tone: Tone, color: bool) -> String {
    let style = match tone {
        Tone::Plain => Style::new(),
        Tone::Head => Style::new().bold(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Bad => AnsiColor::Yellow.on_default(),
    };
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// A bar on a terminal, nothing elsewhere.
#[derive(Debug, Default)]
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress for Bar {
    fn stage(&self, name: &str, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg:24} [{bar:30}] {bytes} of {total_bytes}, {prefix}{eta} left",
            None => "{msg:24} {spinner} {elapsed}",
        };
        self.begin(name, total, template);
    }

    fn stage_of(&self, name: &str, pieces: u64) {
        self.begin(
            name,
            Some(pieces),
            "{msg:24} [{bar:30}] {human_pos} of {human_len}, {rate}/s, {eta} left",
        );
    }

    fn advance(&self, done: u64) {
        if let Ok(Some(bar)) = self.bar.lock().as_deref() {
            bar.set_position(done);
        }
    }

    fn rows(&self, rows: u64) {
        if let Ok(Some(bar)) = self.bar.lock().as_deref() {
            let milliseconds = bar.elapsed().as_millis().max(1);
            let rate = u64::try_from(u128::from(rows) * 1000 / milliseconds).unwrap_or(u64::MAX);
            bar.set_prefix(format!("{} rows, {}/s, ", HumanCount(rows), HumanCount(rate)));
        }
    }

    fn finish(&self) {
        self.replace(None);
    }
}

impl Bar {
    fn begin(&self, name: &str, total: Option<u64>, template: &str) {
        let target = ProgressDrawTarget::stderr(); // draws only where stderr is a terminal
        let bar = ProgressBar::with_draw_target(total, target);
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let rate = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
            // What cannot be drawn is left out.
            let _ = write!(to, "{}", HumanCount(state.per_sec() as u64));
        };
        bar.set_style(style.progress_chars("=> ").with_key("rate", rate));
        bar.set_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        self.replace(Some(bar));
    }

    fn replace(&self, next: Option<ProgressBar>) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(old) = std::mem::replace(&mut *bar, next)
        {
            old.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.finish();
    }
}
