//! The interchange rules of one currency: narrow ones first, then broad ones, then one for all the rest.

use super::fee::{DatedFees, Fee};
use super::random::Random;
use super::vocabulary::{
    CHANNELS, COUNTRIES, ENTRIES, ENTRY_WEIGHTS, FUNDING_WEIGHTS, FUNDINGS, NETWORK_WEIGHTS, NETWORKS,
    PRODUCT_WEIGHTS, PRODUCTS, SECTORS, SEGMENTS, segment_of,
};

/// One rule as its schedule has it.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    /// The inside of `when`.
    pub when: String,
    pub fees: DatedFees,
}

/// Conditions that a rule has.
const CONDITIONS: usize = 8;

/// So many rules for the merchants of a currency, a place in `CURRENCIES`.
pub fn draw(seed: u64, currency: u8, count: u32) -> Vec<Rule> {
    let home: Vec<&str> = COUNTRIES.iter().filter(|c| c.2 > 0 && c.1 == currency).map(|c| c.0).collect();
    let mut rules = Vec::new();
    for number in 1..count {
        let mut random = Random::of(seed ^ 0x5255_4C45 ^ (u64::from(currency) << 40), u64::from(number));
        let broad = number * 100 > count * 85;
        let product = random.weighted(&PRODUCT_WEIGHTS);
        rules.push(Rule {
            id: format!("r{number:05}"),
            when: when(&mut random, &home, product, broad),
            fees: Fee::draw_dated(&mut random, u32::from(product)),
        });
    }
    let mut random = Random::of(seed ^ 0x5245_5354, u64::from(currency));
    rules.push(Rule { id: "rest".to_owned(), when: String::new(), fees: Fee::draw_dated(&mut random, 9) });
    rules
}

fn when(random: &mut Random, home: &[&str], product: u8, broad: bool) -> String {
    let channel = random.weighted(&[6, 4]);
    let entry = random.weighted(&ENTRY_WEIGHTS[usize::from(channel)]);
    let several = if broad { 9_500 } else { 2_000 };
    let network = some(random, &NETWORKS, &NETWORK_WEIGHTS, several);
    let funding = some(random, &FUNDINGS, &FUNDING_WEIGHTS, several);
    let products =
        if random.chance(several) { around(product) } else { vec![PRODUCTS[usize::from(product)]] };
    let entries = some_of_channel(random, channel, entry, broad);
    let mut conditions = vec![
        format!("network = {network}"),
        format!("funding = {funding}"),
        format!("mcc = {}", mcc(random, broad)),
        format!("merchant_country = {}", merchant_country(random, home, broad)),
        format!("issuer_country = {}", issuer_country(random, home)),
        format!("product = {}", list(&products)),
        format!("segment = \"{}\"", SEGMENTS[usize::from(segment_of(product))]),
        format!("channel = \"{}\"", CHANNELS[usize::from(channel)]),
        format!("entry = {}", list(&entries)),
        format!("amount = {}", amount(random, broad)),
    ];
    while conditions.len() > CONDITIONS {
        // The first three decide most, so each rule has them.
        let drop = random.between(3, conditions.len() as u32 - 1) as usize;
        conditions.remove(drop);
    }
    conditions.join(", ")
}

fn some(random: &mut Random, names: &[&str], weights: &[u32], several: u32) -> String {
    let first = usize::from(random.weighted(weights));
    let mut chosen = vec![names[first]];
    if random.chance(several) {
        chosen.push(names[(first + 1) % names.len()]);
    }
    list(&chosen)
}

/// The products of a segment that stand beside this one in the list.
fn around(product: u8) -> Vec<&'static str> {
    let near = |other: &u8| other.abs_diff(product) <= 2 && segment_of(*other) == segment_of(product);
    (0..PRODUCTS.len() as u8).filter(near).map(|other| PRODUCTS[usize::from(other)]).collect()
}

fn some_of_channel(random: &mut Random, channel: u8, entry: u8, broad: bool) -> Vec<&'static str> {
    let weights = ENTRY_WEIGHTS[usize::from(channel)];
    let all = broad || random.chance(3_000);
    let fits = |at: &usize| weights[*at] > 0 && (all || *at == usize::from(entry));
    (0..ENTRIES.len()).filter(fits).map(|at| ENTRIES[at]).collect()
}

fn mcc(random: &mut Random, broad: bool) -> String {
    let weights = SECTORS.map(|sector| sector.2);
    let sector = SECTORS[usize::from(random.weighted(&weights))];
    if broad {
        let mut groups = vec![format!("@{}", sector.0)];
        for _ in 0..3 {
            let more = format!("@{}", SECTORS[usize::from(random.weighted(&weights))].0);
            if !groups.contains(&more) {
                groups.push(more);
            }
        }
        return list(&groups.iter().map(String::as_str).collect::<Vec<_>>());
    }
    match random.below(6) {
        0 => format!("\"{}\"", random.one(sector.1)),
        1 => {
            let (first, last) = (random.one(sector.1), random.one(sector.1));
            format!("[\"{}..{}\"]", first.min(last), first.max(last))
        }
        2 => {
            let other = SECTORS[usize::from(random.weighted(&weights))];
            format!("[\"@{}\", \"{}\"]", sector.0, random.one(other.1))
        }
        _ => format!("\"@{}\"", sector.0),
    }
}

fn merchant_country(random: &mut Random, home: &[&str], broad: bool) -> String {
    if home.len() > 1 && (broad || random.chance(5_000)) {
        return "\"@EEA\"".to_owned();
    }
    let first = random.below(home.len() as u32) as usize;
    // Larger markets come first in the list and have more rules.
    let first = random.between(0, first as u32) as usize;
    list(&home[first..(first + 1 + random.below(2) as usize).min(home.len())])
}

fn issuer_country(random: &mut Random, home: &[&str]) -> String {
    match random.below(10) {
        0..4 if home.len() > 1 => "\"@EEA\"".to_owned(),
        4 => "{ not = [\"@EEA\", \"GB\"] }".to_owned(),
        5 => "[\"@overseas\", \"@europe_beside\"]".to_owned(),
        6 => "\"@benelux\"".to_owned(),
        _ => {
            let first = random.below(home.len() as u32);
            list(&home[..=first as usize])
        }
    }
}

fn amount(random: &mut Random, broad: bool) -> String {
    const STEPS: [&str; 7] = ["5", "10", "25", "50", "100", "250", "1000"];
    let step = random.below(STEPS.len() as u32 - 1) as usize;
    match random.below(if broad { 2 } else { 3 }) {
        0 => format!("{{ at_least = \"{}\" }}", STEPS[step.min(2)]),
        1 => format!("{{ below = \"{}\" }}", STEPS[step.max(3)]),
        _ => format!("{{ at_least = \"{}\", below = \"{}\" }}", STEPS[step], STEPS[step + 1]),
    }
}

fn list(values: &[&str]) -> String {
    match values {
        [one] => format!("\"{one}\""),
        _ => format!("[{}]", values.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(", ")),
    }
}
