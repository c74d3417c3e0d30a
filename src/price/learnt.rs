//! Fees made ready to be priced, each when it is first needed.

use super::costing::Added;
use super::settled::Combinations;
use super::swift::Swift;
use crate::money::Date;
use crate::program::{ComponentProgram, ScheduleProgram};
use hashbrown::HashMap;

/// The fees of one component.
pub struct Learnt {
    schedules: Vec<Fees>,
    /// Fees with adjustments: by place of the schedule, rule, version, then place and version of each adjustment.
    adjusted: HashMap<Box<[u32]>, u32>,
    swifts: Vec<Swift>,
    /// Which of them the classes of a row settle.
    pub combinations: Combinations,
}

/// The fees of one schedule, those of one rule after another.
struct Fees {
    /// Where those of each rule begin, and where the last ends.
    starts: Vec<u32>,
    from: Vec<Option<Date>>,
    /// [`NOT_YET`], [`LARGER`], or the place of the swift one behind those.
    made: Vec<u32>,
}

const NOT_YET: u32 = 0;
const LARGER: u32 = 1;
const FIRST: u32 = 2;
/// Combinations of adjustments that are kept; books have far fewer.
const MOST_ADJUSTED: usize = 1 << 18;

impl Learnt {
    pub fn new(component: &ComponentProgram) -> Learnt {
        let schedules = component.schedules.iter().map(Fees::new).collect();
        let combinations = Combinations::new(component.codings.len());
        Learnt { schedules, adjusted: HashMap::new(), swifts: Vec::new(), combinations }
    }

    /// The version of a rule's fee in force on a day.
    #[inline]
    pub fn version(&self, schedule: usize, rule: usize, date: Date) -> Option<usize> {
        let fees = &self.schedules[schedule];
        let of_rule = &fees.from[fees.starts[rule] as usize..fees.starts[rule + 1] as usize];
        of_rule.partition_point(|from| from.is_none_or(|from| from <= date)).checked_sub(1)
    }

    /// A fee by its place.
    #[inline]
    pub fn swift(&self, place: u32) -> &Swift {
        &self.swifts[place as usize]
    }

    /// The place of a rule's fee as it is declared; `None` if it is larger than plain.
    #[inline]
    pub fn plain(
        &mut self,
        (place, schedule): (usize, &ScheduleProgram),
        rule: usize,
        version: usize,
    ) -> Option<u32> {
        let fees = &mut self.schedules[place];
        let made = &mut fees.made[fees.starts[rule] as usize + version];
        if *made == NOT_YET {
            let rated = (rule, &schedule.rules[rule]);
            *made = keep(Swift::new((place, schedule), rated, version, &Added::default()), &mut self.swifts);
        }
        made.checked_sub(FIRST)
    }

    /// The place of a rule's fee with adjustments, which `key` names.
    pub fn adjusted(&mut self, key: &[u32], make: impl FnOnce() -> Option<Swift>) -> Option<u32> {
        let made = match self.adjusted.get(key) {
            Some(made) => *made,
            None => {
                if self.adjusted.len() >= MOST_ADJUSTED {
                    self.forget();
                }
                let made = keep(make(), &mut self.swifts);
                self.adjusted.insert(key.into(), made);
                made
            }
        };
        made.checked_sub(FIRST)
    }

    fn forget(&mut self) {
        self.combinations.forget();
        self.swifts.clear();
        self.adjusted.clear();
        self.schedules.iter_mut().for_each(|fees| fees.made.fill(NOT_YET));
    }
}

impl Fees {
    fn new(schedule: &ScheduleProgram) -> Fees {
        let from: Vec<Option<Date>> =
            schedule.rules.iter().flat_map(|rule| &rule.fees).map(|dated| dated.from).collect();
        let mut starts = vec![0];
        let mut end = 0;
        for rule in &schedule.rules {
            end += u32::try_from(rule.fees.len()).unwrap_or(u32::MAX);
            starts.push(end);
        }
        Fees { starts, made: vec![NOT_YET; from.len()], from }
    }
}

fn keep(swift: Option<Swift>, swifts: &mut Vec<Swift>) -> u32 {
    let place = u32::try_from(swifts.len()).ok().and_then(|place| place.checked_add(FIRST));
    match swift.zip(place) {
        Some((swift, place)) => {
            swifts.push(swift);
            place
        }
        None => LARGER,
    }
}
