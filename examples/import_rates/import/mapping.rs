//! The mapping: which column of the table is what, and which row belongs to which rule.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml_edit::{DocumentMut, Item, Value};

/// A mapping.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The columns of the table.
    pub table: Columns,
    /// The schedules that its rows belong to.
    pub schedule: Vec<Part>,
    /// Rows that no schedule has.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// Which column of the table is what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The name of the programme.
    pub program: String,
    /// The card product.
    pub product: Option<String>,
    /// Figures of their own columns.
    pub percent: Option<String>,
    pub fixed: Option<String>,
    pub min: Option<String>,
    pub max: Option<String>,
    /// Or a column of fee texts.
    pub fee: Option<String>,
    /// Or one column of fee texts for each product.
    #[serde(default)]
    pub fees: Vec<String>,
    /// The currency, which must be the schedule's.
    pub currency: Option<String>,
    /// The day from which the rate holds.
    pub date: Option<String>,
    /// A column, and a text in it that says that the cell is not applicable.
    #[serde(default)]
    pub not_applicable: BTreeMap<String, String>,
}

/// The rows of one schedule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The schedule.
    pub id: String,
    /// Products of the table; left out, all of them.
    pub products: Option<Products>,
    /// Programmes whose rule does not bear their name.
    #[serde(default)]
    pub programs: BTreeMap<String, OneOrMore<Target>>,
}

/// The products of a schedule.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Products {
    /// Without columns.
    Plain(Vec<String>),
    /// Each with its columns of the matrix; `*` for all.
    Columns(BTreeMap<String, OneOrMore<String>>),
}

/// `"a"` or `["a", "b"]`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    /// All of them.
    pub fn all(&self) -> &[T] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }

    fn all_mut(&mut self) -> &mut [T] {
        match self {
            OneOrMore::One(one) => std::slice::from_mut(one),
            OneOrMore::More(more) => more,
        }
    }
}

/// Where the rates of a programme stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Target {
    /// The rule, the row of a matrix, or the adjustment.
    pub id: String,
    /// Whether it is an adjustment.
    pub adjustment: bool,
    /// A floor that only this rule has.
    pub min: Option<String>,
    /// A cap that only this rule has.
    pub max: Option<String>,
    /// A rule that is not there yet: its condition, as written.
    pub when: Option<String>,
    /// Before which rule it goes; left out, behind the last.
    pub before: Option<String>,
}

impl Target {
    /// A rule or row.
    pub fn rule(id: &str) -> Target {
        Target { id: id.to_owned(), adjustment: false, min: None, max: None, when: None, before: None }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Id(String),
    Rule(WrittenRule),
    Adjustment { adjustment: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    rule: String,
    min: Option<String>,
    max: Option<String>,
    before: Option<String>,
    /// Taken as it is written, by [`conditions`].
    #[serde(rename = "when")]
    _when: Option<toml::Table>,
}

impl From<Written> for Target {
    fn from(written: Written) -> Target {
        match written {
            Written::Id(id) => Target::rule(&id),
            Written::Adjustment { adjustment } => Target { adjustment: true, ..Target::rule(&adjustment) },
            Written::Rule(rule) => {
                Target { min: rule.min, max: rule.max, before: rule.before, ..Target::rule(&rule.rule) }
            }
        }
    }
}

/// Rows that no schedule has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// These programmes; none: all of the product.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Of this product; left out, of any.
    pub product: Option<String>,
    /// Why.
    pub reason: String,
}

impl LeftOut {
    /// Whether it names this row.
    pub fn names(&self, program: &str, product: &str) -> bool {
        let programs = &self.programs;
        (programs.is_empty() || programs.iter().any(|name| name == program))
            && self.product.as_deref().is_none_or(|name| name == product)
    }
}

/// Reads a mapping.
///
/// # Errors
/// Where it cannot be read, or what is wrong with it.
pub fn read(path: &Path) -> Result<Mapping, Vec<String>> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| vec![format!("{shown} cannot be read: {error}")])?;
    let mut mapping: Mapping = toml::from_str(&text).map_err(|error| vec![format!("{shown}: {error}")])?;
    let document: DocumentMut = text.parse().map_err(|error| vec![format!("{shown}: {error}")])?;
    let mut faults = Vec::new();
    for left_out in &mapping.left_out {
        if left_out.reason.trim().is_empty() {
            faults.push(format!("{shown}: [[left_out]] of {:?} has no reason", left_out.programs));
        }
        if left_out.programs.is_empty() && left_out.product.is_none() {
            faults.push(format!("{shown}: [[left_out]] names neither programs nor a product"));
        }
    }
    conditions(&mut mapping, &document);
    if faults.is_empty() { Ok(mapping) } else { Err(faults) }
}

/// The conditions of rules that may be new keep their words and order, which a parsed table would lose.
fn conditions(mapping: &mut Mapping, document: &DocumentMut) {
    let parts = document.get("schedule").and_then(Item::as_array_of_tables);
    for (part, table) in mapping.schedule.iter_mut().zip(parts.into_iter().flatten()) {
        for (program, targets) in &mut part.programs {
            let item = table.get("programs").and_then(|programs| programs.get(program));
            let Some(value) = item.and_then(Item::as_value) else { continue };
            let values: Vec<&Value> = value.as_array().map_or(vec![value], |array| array.iter().collect());
            for (target, value) in targets.all_mut().iter_mut().zip(values) {
                let when = value.as_inline_table().and_then(|table| table.get("when"));
                target.when = when.map(|when| when.to_string().trim().to_owned());
            }
        }
    }
}
