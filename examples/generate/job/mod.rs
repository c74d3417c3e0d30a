//! Generates the input block by block: blocks are made side by side and written in their order.

mod bill;
mod block;
mod book;
mod fee;
mod lines;
mod merchants;
mod planted;
mod pricing;
mod random;
mod rules;
mod table;
mod transaction;
mod vocabulary;

pub use table::Format;

use bill::Biller;
use block::{Block, Maker};
use book::Book;
use lines::Delays;
use merchants::Merchants;
use planted::Planted;
use pricing::Pricer;
use rayon::prelude::*;
use std::error::Error;
use std::fs;
use std::path::Path;
use table::{Part, Writer};
use transaction::World;

/// Transactions of a block, and of a row group, unless something else is asked for.
pub const BLOCK_ROWS: u64 = 1 << 17;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub transactions: u64,
    /// Interchange rules of the book.
    pub rules: u32,
    /// Billed costs in columns of the transactions.
    pub wide: bool,
    pub format: Format,
    /// How many files each kind of rows is split into.
    pub files: u64,
    /// Transactions with a fault, of a thousand.
    pub faults_per_mille: u32,
    /// Refunds with the id of their sale, in hundredths of a percent.
    pub reused_ids: u32,
    pub seed: u64,
    /// Transactions of a block, and of a row group.
    pub block_rows: u64,
}

/// Writes `trueup.toml`, the book, the data and `planted.json` into a folder; gives what `planted.json` says.
pub fn generate(request: &Request, folder: &Path) -> Result<String, Box<dyn Error>> {
    let book = Book::draw(request.seed, request.rules);
    let schedules = folder.join("fee_schedules");
    for inside in [&schedules, &folder.join("data")] {
        if inside.exists() {
            fs::remove_dir_all(inside)?;
        }
        fs::create_dir_all(inside)?;
    }
    for (name, text) in &book.files {
        fs::write(schedules.join(name), text)?;
    }
    fs::write(folder.join("trueup.toml"), config(request))?;
    let planted = write_data(request, &book, folder)?;
    let key = format!("{:#}\n", planted.json());
    fs::write(folder.join("planted.json"), &key)?;
    Ok(key)
}

fn config(request: &Request) -> String {
    let ending = request.format.ending();
    let billed = match request.wide {
        true => String::new(),
        false => format!("\n[billed]\nfiles   = [\"data/billed*.{ending}\"]\nprofile = \"trueup\"\n"),
    };
    format!(
        "# Generated data with invented figures.\n[run]\nname    = \"generated\"\nbook    = \"fee_schedules\"\n\
         reports = \"reports\"\nas_of   = 2026-06-30\n\n\
         [transactions]\nfiles   = [\"data/transactions*.{ending}\"]\nprofile = \"trueup\"\n{billed}"
    )
}

fn write_data(request: &Request, book: &Book, folder: &Path) -> Result<Planted, Box<dyn Error>> {
    let world = World {
        seed: request.seed,
        transactions: request.transactions,
        reused_ids: request.reused_ids,
        merchants: Merchants::of(request.seed, request.transactions),
    };
    let pricer = Pricer::of(&book.files)?;
    let biller =
        Biller { world: &world, book, faults_per_mille: request.faults_per_mille, wide: request.wide };
    let maker = Maker { world: &world, pricer: &pricer, biller: &biller, request };
    let blocks = request.transactions.div_ceil(request.block_rows).max(1);
    let mut planted = Planted::none(request.wide);
    let mut transactions = Files::of("transactions", request, blocks, folder);
    let mut bills = Files::of("billed", request, blocks, folder);
    let mut delays = Delays::of(request.seed, blocks);
    let side_by_side = rayon::current_num_threads() as u64;
    for first in (0..blocks).step_by(side_by_side as usize) {
        let numbers = first..(first + side_by_side).min(blocks);
        let made: Vec<Result<Block, String>> =
            numbers.clone().into_par_iter().map(|number| maker.block(number)).collect();
        for (number, block) in numbers.zip(made) {
            let block = block?;
            planted.add(&block.planted);
            transactions.write(number, &block.part)?;
            if !request.wide {
                let mut arriving = delays.arrive(number, block.lines);
                if number + 1 == blocks {
                    arriving.extend(delays.rest());
                }
                for group in arriving.chunks(request.block_rows as usize * 2) {
                    bills.write(number, &block::lines_part(group, request.format)?)?;
                }
            }
        }
    }
    transactions.finish()?;
    bills.finish()?;
    Ok(planted)
}

/// The files of one kind, of which one is open.
struct Files<'a> {
    kind: &'static str,
    request: &'a Request,
    blocks: u64,
    folder: &'a Path,
    open: Option<(u64, Writer)>,
}

impl<'a> Files<'a> {
    fn of(kind: &'static str, request: &'a Request, blocks: u64, folder: &'a Path) -> Files<'a> {
        Files { kind, request, blocks, folder, open: None }
    }

    /// Adds a part that comes with a block.
    fn write(&mut self, block: u64, part: &Part) -> Result<(), Box<dyn Error>> {
        let files = self.request.files;
        let file = block * files / self.blocks;
        if self.open.as_ref().is_none_or(|(open, _)| *open != file) {
            self.finish()?;
            let ending = self.request.format.ending();
            let name = match files {
                1 => format!("data/{}.{ending}", self.kind),
                _ => format!("data/{}-{:03}.{ending}", self.kind, file + 1),
            };
            self.open = Some((file, Writer::create(&self.folder.join(name), part)?));
        }
        match &mut self.open {
            Some((_, writer)) => writer.write(part),
            None => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<(), Box<dyn Error>> {
        self.open.take().map_or(Ok(()), |(_, writer)| writer.finish())
    }
}
