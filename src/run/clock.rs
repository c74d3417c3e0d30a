//! How long each stage took, and how much memory.

use std::time::{Duration, Instant};

/// Measures stages.
#[derive(Debug)]
pub struct Clock {
    since: Instant,
    /// Each stage and its time.
    pub laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    /// The first stage begins.
    pub fn start() -> Clock {
        Clock { since: Instant::now(), laps: Vec::new() }
    }

    /// A stage ends and the next one begins.
    pub fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.since.elapsed()));
        self.since = Instant::now();
    }
}

/// The most memory that this process had at a time, in bytes; `None` where the system does not tell.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
