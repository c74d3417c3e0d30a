//! One transaction, which follows from the seed and its number alone.

use super::merchants::Merchants;
use super::random::Random;
use super::vocabulary::{
    COUNTRIES, DAYS, ENTRY_WEIGHTS, FUNDING_WEIGHTS, NETWORK_WEIGHTS, PRODUCT_WEIGHTS, REFUND, SALE,
};

/// How many signs an id has.
pub const ID_SIGNS: usize = 16;

/// The text of an id.
pub type Id = [u8; ID_SIGNS];

/// A sale or a refund; codes are places in the lists of `vocabulary`.
#[derive(Debug, Clone)]
pub struct Transaction {
    pub id: Id,
    pub event: u8,
    /// In cents of the merchant's currency.
    pub cents: u32,
    pub merchant: u32,
    /// From 1.
    pub day: u8,
    pub network: u8,
    pub funding: u8,
    pub product: u8,
    pub issuer_country: u8,
    pub channel: u8,
    pub entry: u8,
    /// The id is that of the sale which it returns.
    pub reuses_id: bool,
}

/// What all transactions of a request follow from.
#[derive(Debug)]
pub struct World {
    pub seed: u64,
    pub transactions: u64,
    /// In hundredths of a percent of the refunds.
    pub reused_ids: u32,
    pub merchants: Merchants,
}

/// Refunds, in hundredths of a percent of the transactions.
const REFUNDS: u32 = 400;

/// Sales by size: from so many cents, in octaves. Their weights rise and fall as a bell does.
const SMALLEST_CENTS: u32 = 96;
const OCTAVES: [u32; 12] = [10, 45, 110, 185, 225, 190, 125, 65, 28, 11, 4, 2];

impl World {
    /// The transaction with this number, from 0.
    pub fn transaction(&self, number: u64) -> Transaction {
        let mut random = self.random(number);
        if !random.chance(REFUNDS) {
            return self.sale(number, random);
        }
        let mut refund = Transaction { event: REFUND, ..self.sale(number, random.clone()) };
        if !random.chance(self.reused_ids) {
            return refund;
        }
        // Always so far back, so that no two refunds return one sale.
        let Some(earlier) = number.checked_sub(self.transactions / 7 + 1) else { return refund };
        let mut random = self.random(earlier);
        if random.chance(REFUNDS) {
            return refund;
        }
        let sale = self.sale(earlier, random);
        refund = Transaction { event: REFUND, day: refund.day, reuses_id: true, ..sale };
        refund
    }

    fn random(&self, number: u64) -> Random {
        Random::of(self.seed, number)
    }

    fn sale(&self, number: u64, mut random: Random) -> Transaction {
        let place = self.merchants.draw(&mut random);
        let merchant = &self.merchants.list[place as usize];
        let channel = u8::from(random.chance(merchant.remote));
        let day = self.day(number);
        // Travellers pay abroad, and more of them from afar.
        let foreign = random.chance(if channel == 0 { 900 } else { 1_600 });
        Transaction {
            id: id(number, day),
            event: SALE,
            cents: cents(&mut random) << merchant.size,
            merchant: place,
            day,
            network: random.weighted(&NETWORK_WEIGHTS),
            funding: random.weighted(&FUNDING_WEIGHTS),
            product: random.weighted(&PRODUCT_WEIGHTS),
            issuer_country: match foreign {
                true => random.weighted(&COUNTRIES.map(|country| country.3)),
                false => merchant.country,
            },
            channel,
            entry: random.weighted(&ENTRY_WEIGHTS[usize::from(channel)]),
            reuses_id: false,
        }
    }

    /// The day of the month; a day's transactions stand together, and days ascend.
    fn day(&self, number: u64) -> u8 {
        let total: u64 = DAYS.iter().map(|share| u64::from(*share)).sum();
        let at = (u128::from(number) * u128::from(total) / u128::from(self.transactions.max(1))) as u64;
        let mut sum = 0;
        let before = DAYS.iter().take_while(|share| {
            sum += u64::from(**share);
            sum <= at
        });
        before.count().min(DAYS.len() - 1) as u8 + 1
    }
}

fn cents(random: &mut Random) -> u32 {
    let octave = random.weighted(&OCTAVES);
    let from = SMALLEST_CENTS << octave;
    let cents = from + random.below(from);
    // Prices like to end in 99 and 00.
    match random.below(10) {
        0..2 => cents / 100 * 100 + 99,
        2 => (cents / 100).max(1) * 100,
        _ => cents,
    }
}

/// `260503T7Q0M2ZC9X`: the day, a letter, and nine signs that no two numbers share.
fn id(number: u64, day: u8) -> Id {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const BITS: u64 = (1 << 45) - 1;
    // An odd factor and a shift by half the bits lose nothing, so numbers stay apart.
    let mut code = number.wrapping_mul(0x5851_F42D_4C95) & BITS;
    code ^= code >> 23;
    code = code.wrapping_mul(0x1405_7B7E_F767) & BITS;
    let mut id = *b"260500T000000000";
    id[4] = b'0' + day / 10;
    id[5] = b'0' + day % 10;
    for place in (7..ID_SIGNS).rev() {
        id[place] = SIGNS[(code & 31) as usize];
        code >>= 5;
    }
    id
}
