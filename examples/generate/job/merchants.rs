//! Merchants, of which few have most of the sales.

use super::random::Random;
use super::vocabulary::{COUNTRIES, SECTORS};

/// Who sells.
#[derive(Debug, Clone)]
pub struct Merchant {
    pub id: String,
    /// A place in [`COUNTRIES`], which also gives the currency.
    pub country: u8,
    pub currency: u8,
    /// The place of the MCC in [`Merchants::mccs`].
    pub mcc: u8,
    /// A place in [`super::vocabulary::TIERS`].
    pub tier: u8,
    /// Sales without the card, in hundredths of a percent.
    pub remote: u32,
    /// Sales are larger by so many powers of two.
    pub size: u8,
}

/// All merchants, and how a sale finds one.
#[derive(Debug)]
pub struct Merchants {
    pub list: Vec<Merchant>,
    /// Every MCC of the vocabulary.
    pub mccs: Vec<&'static str>,
    /// Each merchant's share of the sales, added up.
    shares: Vec<u32>,
}

impl Merchants {
    /// So many merchants as do so many sales in a month.
    pub fn of(seed: u64, transactions: u64) -> Merchants {
        /// Stands for the few that are so large that the law would give them too much.
        const FLATTENED: u32 = 12;
        let count = (transactions / 200).clamp(50, 20_000) as u32;
        let mccs: Vec<&str> = SECTORS.iter().flat_map(|sector| sector.1).copied().collect();
        let mut sum = 0;
        let shares = (0..count).map(|rank| {
            sum += 40_000_000 / (rank + FLATTENED);
            sum
        });
        let shares = shares.collect();
        let list = (0..count).map(|rank| merchant(seed, rank, &mccs)).collect();
        Merchants { list, mccs, shares }
    }

    /// The merchant of a sale.
    pub fn draw(&self, random: &mut Random) -> u32 {
        let ticket = random.below(self.shares.last().copied().unwrap_or(1));
        self.shares.partition_point(|share| *share <= ticket) as u32
    }
}

fn merchant(seed: u64, rank: u32, mccs: &[&'static str]) -> Merchant {
    let mut random = Random::of(seed ^ 0x4D45_5243, u64::from(rank));
    let country = random.weighted(&COUNTRIES.map(|country| country.2));
    let sector = SECTORS[usize::from(random.weighted(&SECTORS.map(|sector| sector.2)))];
    let code = random.one(sector.1);
    let mcc = mccs.iter().position(|known| *known == code).unwrap_or(0) as u8;
    let tier = match rank {
        0..40 => 0,
        40..400 => random.weighted(&[1, 4, 1]),
        _ => random.weighted(&[0, 1, 5]),
    };
    let spread = random.between(0, 20) * 100;
    Merchant {
        id: format!("M{:06}", 100_000 + rank * 7),
        country,
        currency: COUNTRIES[usize::from(country)].1,
        mcc,
        tier,
        remote: (sector.3 * 100).saturating_sub(spread),
        size: random.weighted(&[5, 3, 1]),
    }
}
