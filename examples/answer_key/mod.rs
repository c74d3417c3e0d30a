//! What the generators of examples share: chance that is the same every time, and the list of planted faults.

pub(crate) mod planted;
pub(crate) mod random;
