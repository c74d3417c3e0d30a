//! The text of a CSV file, plain or compressed.

use super::{InputFile, SourceError};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The text of a file behind its byte order mark, read as a stream.
pub(super) struct CsvText {
    file: String,
    text: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
    /// The first bytes, read to see what the file is.
    start: Vec<u8>,
    over: bool,
}

impl CsvText {
    /// Opens a file. UTF-16 is refused.
    pub(super) fn open(file: &InputFile) -> Result<CsvText, SourceError> {
        let shown = file.shown.clone();
        let unreadable =
            |error: std::io::Error| SourceError::Unreadable { file: shown.clone(), why: error.to_string() };
        let bytes = Arc::new(AtomicU64::new(0));
        let plain = Counted { inner: File::open(&file.path).map_err(unreadable)?, bytes: bytes.clone() };
        let extension = file.path.extension().unwrap_or_default().to_ascii_lowercase();
        let mut text: Box<dyn Read + Send> = match extension.to_str() {
            Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(plain)),
            Some("zst") => Box::new(zstd::Decoder::new(plain).map_err(unreadable)?),
            _ => Box::new(plain),
        };
        let mut start = Vec::new();
        text.by_ref().take(4).read_to_end(&mut start).map_err(unreadable)?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            let (place, hint) = ("the file".to_owned(), ": it is UTF-16".to_owned());
            return Err(SourceError::NotUtf8 { file: shown, place, hint });
        }
        if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            start.drain(..3);
        }
        Ok(CsvText { file: shown, text, bytes, start, over: false })
    }

    /// Adds so many bytes to `held`, fewer only at the end of the file.
    pub(super) fn read(&mut self, held: &mut Vec<u8>, bytes: usize) -> Result<(), SourceError> {
        let started = bytes.min(self.start.len());
        held.extend(self.start.drain(..started));
        let missing = bytes - started;
        if self.over || missing == 0 {
            return Ok(());
        }
        held.reserve(missing);
        let read = self.text.by_ref().take(missing as u64).read_to_end(held);
        let read = read
            .map_err(|error| SourceError::Unreadable { file: self.file.clone(), why: error.to_string() })?;
        self.over = read < missing;
        Ok(())
    }

    /// The end of the file was met.
    pub(super) fn is_over(&self) -> bool {
        self.over && self.start.is_empty()
    }

    /// How many bytes of the file have been read, as it lies on the disk.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// Counts the bytes of the file as it lies on the disk.
struct Counted {
    inner: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
