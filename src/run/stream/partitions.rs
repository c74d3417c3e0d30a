//! Records spread over partitions, in memory as long as they fit into a budget and in files from then on.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Memory that several stores share.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    /// So many bytes.
    pub fn new(limit: usize) -> Arc<Budget> {
        Arc::new(Budget { limit, used: AtomicUsize::new(0) })
    }

    /// Takes so many bytes, if they are left.
    pub fn reserve(&self, bytes: usize) -> bool {
        let fits = |used: usize| used.checked_add(bytes).filter(|sum| *sum <= self.limit);
        self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok()
    }

    /// Gives so many bytes back.
    pub fn release(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Bytes that the first and the largest block of a partition hold: small enough to waste little, large enough
/// that few are needed.
const FIRST_BLOCK: usize = 1 << 12;
const LARGEST_BLOCK: usize = 1 << 17;

/// Bytes that a writer collects for one partition before it hands them over.
const HANDFUL: usize = 1 << 15;

/// Records by partition, written by several threads. The order in which they are read is not that in which they
/// were written.
#[derive(Debug)]
pub struct Partitions {
    folder: PathBuf,
    name: &'static str,
    parts: Vec<Mutex<Part>>,
    budget: Arc<Budget>,
    spilled: AtomicUsize,
}

#[derive(Debug, Default)]
struct Part {
    blocks: Vec<Vec<u8>>,
    /// Its file exists. It is opened for each handful, for a system opens only some hundred files at a time.
    in_file: bool,
}

impl Partitions {
    /// So many empty partitions. Files are made below `folder`, when memory does not suffice.
    pub fn new(folder: &Path, name: &'static str, parts: usize, budget: &Arc<Budget>) -> Partitions {
        let mut list = Vec::new();
        list.resize_with(parts.max(1), Mutex::default);
        let (folder, budget) = (folder.to_owned(), budget.clone());
        Partitions { folder, name, parts: list, budget, spilled: AtomicUsize::new(0) }
    }

    /// How many partitions there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Bytes that were written to files.
    pub fn spilled_bytes(&self) -> usize {
        self.spilled.load(Ordering::Relaxed)
    }

    /// Someone who writes records; each thread has its own.
    pub fn writer(&self) -> Writer<'_> {
        Writer { partitions: self, handfuls: vec![Vec::new(); self.parts.len()] }
    }

    /// Everything that was written to a partition.
    pub fn read(&self, part: usize) -> io::Result<Vec<u8>> {
        let held = self.part(part);
        let mut bytes = Vec::with_capacity(held.blocks.iter().map(Vec::len).sum());
        held.blocks.iter().for_each(|block| bytes.extend_from_slice(block));
        if held.in_file {
            File::open(self.path(part))?.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// Everything that was written to a partition, which is empty from then on.
    pub fn take(&self, part: usize) -> io::Result<Vec<u8>> {
        let bytes = self.read(part)?;
        let Part { blocks, in_file } = std::mem::take(&mut *self.part(part));
        blocks.iter().for_each(|block| self.budget.release(block.capacity()));
        if in_file {
            fs::remove_file(self.path(part))?;
        }
        Ok(bytes)
    }

    fn append(&self, part: usize, bytes: &[u8]) -> io::Result<()> {
        let mut held = self.part(part);
        if !held.in_file && self.hold(&mut held, bytes) {
            return Ok(());
        }
        let mut file = OpenOptions::new().append(true).create(true).open(self.path(part))?;
        held.in_file = true;
        for block in std::mem::take(&mut held.blocks) {
            file.write_all(&block)?;
            self.spilled.fetch_add(block.len(), Ordering::Relaxed);
            self.budget.release(block.capacity());
        }
        file.write_all(bytes)?;
        self.spilled.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(())
    }

    /// Keeps the bytes in memory; `false` where the budget does not allow it.
    fn hold(&self, part: &mut Part, bytes: &[u8]) -> bool {
        if let Some(last) = part.blocks.last_mut()
            && last.capacity() - last.len() >= bytes.len()
        {
            last.extend_from_slice(bytes);
            return true;
        }
        let grown = part.blocks.last().map_or(FIRST_BLOCK, |last| last.capacity() * 2);
        let capacity = grown.min(LARGEST_BLOCK).max(bytes.len());
        if !self.budget.reserve(capacity) {
            return false;
        }
        let mut block = Vec::with_capacity(capacity);
        block.extend_from_slice(bytes);
        // The allocator may give more than was asked for.
        let more = block.capacity() - capacity;
        self.budget.used.fetch_add(more, Ordering::Relaxed);
        part.blocks.push(block);
        true
    }

    fn part(&self, part: usize) -> MutexGuard<'_, Part> {
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, part: usize) -> PathBuf {
        self.folder.join(format!("{}-{part}.part", self.name))
    }
}

/// Collects records by partition and hands them over by the handful.
#[derive(Debug)]
pub struct Writer<'a> {
    partitions: &'a Partitions,
    handfuls: Vec<Vec<u8>>,
}

impl Writer<'_> {
    /// Adds a record to a partition; `write` appends its bytes.
    pub fn record(&mut self, part: usize, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let handful = &mut self.handfuls[part];
        write(handful);
        if handful.len() >= HANDFUL {
            self.partitions.append(part, handful)?;
            handful.clear();
        }
        Ok(())
    }

    /// Hands over what is left.
    pub fn finish(self) -> io::Result<()> {
        for (part, handful) in self.handfuls.iter().enumerate().filter(|(_, handful)| !handful.is_empty()) {
            self.partitions.append(part, handful)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(limit: usize) -> (Vec<Vec<u8>>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let budget = Budget::new(limit);
        let partitions = Partitions::new(folder.path(), "test", 3, &budget);
        let mut writer = partitions.writer();
        for number in 0..200_000_u32 {
            let write = |to: &mut Vec<u8>| to.extend_from_slice(&number.to_le_bytes());
            writer.record(number as usize % 3, write).unwrap();
        }
        writer.finish().unwrap();
        let found = (0..3).map(|part| partitions.take(part).unwrap()).collect();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "files are removed once they are read");
        assert_eq!(budget.used.load(Ordering::Relaxed), 0, "memory is given back");
        (found, partitions.spilled_bytes())
    }

    #[test]
    fn what_is_read_does_not_depend_on_the_memory_there_is() {
        let (in_memory, spilled) = filled(usize::MAX);
        assert_eq!(spilled, 0);
        assert_eq!(in_memory.iter().map(Vec::len).sum::<usize>(), 800_000);
        for limit in [0, 300_000] {
            let (found, spilled) = filled(limit);
            assert!(found == in_memory && spilled > 0);
        }
    }
}
