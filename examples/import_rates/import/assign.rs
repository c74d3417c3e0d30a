//! Which rule each row of the table belongs to.

use super::documents::{At, Documents, Known, known};
use super::fees::Cell;
use super::mapping::{Mapping, OneOrMore, Part, Products, Target};
use super::rates::Rate;
use std::collections::{BTreeMap, BTreeSet};
use trueup::diagnostic::{did_you_mean, nearest};

/// Where every row went.
#[derive(Debug)]
pub struct Assigned {
    /// A row once for each rule that it gives a fee to.
    pub placed: Vec<Placed>,
    /// How many rows the mapping leaves out.
    pub left_out: usize,
    /// Rules, programmes and exclusions that no row of the table speaks of.
    pub vanished: Vec<String>,
}

/// A row, and the rule it gives a fee to.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The place of the schedule in the mapping.
    pub part: usize,
    /// The rule.
    pub target: Target,
    /// The columns, if the rule is a row of a matrix.
    pub columns: Filled,
    /// The fee.
    pub cell: Cell,
    /// The row itself.
    pub rate: Rate,
}

/// Which columns of a matrix a product fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Every one.
    All,
    /// These.
    These(Vec<String>),
    /// The mapping does not say.
    NotSaid,
}

/// Finds the rule of each row.
///
/// # Errors
/// Every programme that no schedule has, and every one that two have.
pub fn assign(mapping: &Mapping, rates: &[Rate], documents: &Documents) -> Result<Assigned, Vec<String>> {
    let rules = parts(mapping, documents)?;
    let (mut placed, mut left_out) = (Vec::new(), 0);
    // By programme and product, so that one that is missing in a wide table is told once.
    let mut faults: BTreeMap<(String, String), String> = BTreeMap::new();
    for rate in rates {
        if mapping.left_out.iter().any(|rows| rows.names(&rate.program, &rate.product)) {
            left_out += 1;
            continue;
        }
        match targets(mapping, &rules, rate) {
            Ok((part, targets)) => placed.extend(targets.into_iter().map(|target| Placed {
                part,
                columns: filled(&mapping.schedule[part], &rate.product),
                cell: rate.cell.clone().limited(target.min.as_deref(), target.max.as_deref()),
                target,
                rate: rate.clone(),
            })),
            Err(why) => {
                let of =
                    if rate.product.is_empty() { String::new() } else { format!(" of {}", rate.product) };
                let fault = format!("line {}: `{}`{of}: {why}", rate.line, rate.program);
                faults.entry((rate.program.clone(), rate.product.clone())).or_insert(fault);
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults.into_values().collect());
    }
    let vanished = vanished(mapping, &rules, rates, &placed);
    Ok(Assigned { placed, left_out, vanished })
}

/// What each schedule of the mapping has.
fn parts(mapping: &Mapping, documents: &Documents) -> Result<Vec<Vec<Known>>, Vec<String>> {
    let (mut rules, mut faults) = (Vec::new(), Vec::new());
    for part in &mapping.schedule {
        match documents.schedule(&part.id) {
            Some(document) => rules.push(known(document)),
            None => faults.push(format!(
                "the book has no schedule `{}`; {}",
                part.id,
                did_you_mean(&part.id, documents.ids())
            )),
        }
    }
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

/// The one schedule that has the programme for this product, and its rules.
fn targets(mapping: &Mapping, rules: &[Vec<Known>], rate: &Rate) -> Result<(usize, Vec<Target>), String> {
    let of_product: Vec<usize> =
        (0..rules.len()).filter(|part| has(&mapping.schedule[*part], &rate.product)).collect();
    if of_product.is_empty() {
        let products = mapping.schedule.iter().flat_map(products);
        let products: BTreeSet<&str> = products.collect();
        return Err(format!(
            "no [[schedule]] of the mapping has this product; {}",
            did_you_mean(&rate.product, products)
        ));
    }
    let mut found = Vec::new();
    for part in &of_product {
        let targets = of_part(&mapping.schedule[*part], &rules[*part], &rate.program)?;
        if !targets.is_empty() {
            found.push((*part, targets));
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => {
            let names = of_product.iter().flat_map(|part| names(&mapping.schedule[*part], &rules[*part]));
            let ids = of_product.iter().map(|part| format!("`{}`", mapping.schedule[*part].id));
            let none = format!("{} has no such programme", ids.collect::<Vec<_>>().join(" or "));
            let near = nearest(&rate.program, names);
            let help = near
                .map_or("name its rule in the mapping, or leave it out with a reason".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
            Err(format!("{none}; {help}"))
        }
        _ => {
            let ids: Vec<&str> = found.iter().map(|(part, _)| mapping.schedule[*part].id.as_str()).collect();
            Err(format!("{} both have it", ids.join(" and ")))
        }
    }
}

/// By the mapping, else the rule that bears the programme's name.
fn of_part(part: &Part, rules: &[Known], program: &str) -> Result<Vec<Target>, String> {
    if let Some(targets) = part.programs.get(program) {
        return Ok(targets.all().to_vec());
    }
    let named: Vec<&Known> = rules.iter().filter(|rule| rule.name == program).collect();
    match named.as_slice() {
        [] => Ok(Vec::new()),
        [rule] => Ok(vec![target(rule)]),
        several => {
            let ids: Vec<&str> = several.iter().map(|rule| rule.id.as_str()).collect();
            Err(format!(
                "several rules of `{}` bear this name: {}; say which in the mapping",
                part.id,
                ids.join(", ")
            ))
        }
    }
}

fn target(rule: &Known) -> Target {
    Target { adjustment: matches!(rule.at, At::Adjustment(_)), ..Target::rule(&rule.id) }
}

fn products(part: &Part) -> Vec<&str> {
    match &part.products {
        None => Vec::new(),
        Some(Products::Plain(products)) => products.iter().map(String::as_str).collect(),
        Some(Products::Columns(products)) => products.keys().map(String::as_str).collect(),
    }
}

fn has(part: &Part, product: &str) -> bool {
    part.products.is_none() || products(part).contains(&product)
}

fn names<'m>(part: &'m Part, rules: &'m [Known]) -> Vec<&'m str> {
    let named = rules.iter().map(|rule| rule.name.as_str()).filter(|name| !name.is_empty());
    part.programs.keys().map(String::as_str).chain(named).collect()
}

fn filled(part: &Part, product: &str) -> Filled {
    let columns = match &part.products {
        None => return Filled::All,
        Some(Products::Plain(_)) => None,
        Some(Products::Columns(products)) => products.get(product).map(OneOrMore::all),
    };
    match columns {
        None => Filled::NotSaid,
        Some([all]) if all == "*" => Filled::All,
        Some(columns) => Filled::These(columns.to_vec()),
    }
}

/// What stands in a schedule or in the mapping, and in no row of the table.
fn vanished(mapping: &Mapping, rules: &[Vec<Known>], rates: &[Rate], placed: &[Placed]) -> Vec<String> {
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    for (part, rules) in mapping.schedule.iter().zip(rules) {
        let id = |row: &Placed| mapping.schedule[row.part].id.as_str();
        let reached = |rule: &Known| placed.iter().any(|row| id(row) == part.id && row.target.id == rule.id);
        // Several parts of the mapping may speak of one schedule.
        let rules: &[Known] = if seen.insert(part.id.as_str()) { rules } else { &[] };
        for rule in rules.iter().filter(|rule| !rule.name.is_empty() && rule.priced && !reached(rule)) {
            told.push(format!(
                "no row of the table speaks of {}/{} ({}); it keeps its fee. If it was withdrawn, add a line DATE = \"withdrawn\"",
                part.id, rule.id, rule.name
            ));
        }
        for program in part.programs.keys() {
            if !rates.iter().any(|rate| &rate.program == program) {
                told.push(format!(
                    "the mapping of {} names `{program}`, which no row of the table has",
                    part.id
                ));
            }
        }
    }
    for rows in &mapping.left_out {
        if !rates.iter().any(|rate| rows.names(&rate.program, &rate.product)) {
            let what = rows.programs.join(", ");
            told.push(format!(
                "the mapping leaves out rows that the table does not have: {what} ({})",
                rows.reason
            ));
        }
    }
    told
}
