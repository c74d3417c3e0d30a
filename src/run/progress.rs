//! How a job tells how far it is. The terminal draws it; everything else ignores it.

/// Told about the stages of a job.
pub trait Progress: Sync {
    /// A stage begins; `total` is in bytes, if known.
    fn stage(&self, name: &str, total: Option<u64>);
    /// A stage of so many like pieces begins.
    fn stage_of(&self, name: &str, pieces: u64);
    /// The stage has come so far.
    fn advance(&self, done: u64);
    /// So many rows were read in this stage.
    fn rows(&self, rows: u64);
    /// The job is done.
    fn finish(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str, _: Option<u64>) {}
    fn stage_of(&self, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
    fn rows(&self, _: u64) {}
    fn finish(&self) {}
}
