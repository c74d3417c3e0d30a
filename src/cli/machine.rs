//! What the machine has.

use bytesize::ByteSize;
use std::fs;

/// A quarter of the memory of the machine, or of what this process may use of it, in bytes; one GiB where the system does not
/// tell.
pub fn quarter_of_memory() -> u64 {
    const UNTOLD: ByteSize = ByteSize::gib(4);
    let of_machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    let allowed =
        fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    of_machine.into_iter().chain(allowed).min().unwrap_or(UNTOLD.as_u64()) / 4
}

/// `MemTotal:       24572536 kB`
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn the_memory_of_the_machine_is_read_in_bytes() {
        assert_eq!(total("MemTotal:       24572536 kB\nMemFree: 1 kB\n"), Some(24_572_536 * 1024));
        assert_eq!(total("MemFree: 1 kB\n"), None);
    }
}
