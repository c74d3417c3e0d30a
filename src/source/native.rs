//! Native layouts: the columns are named as the attributes are, so the profile follows from the header.

use super::layout::{Found, find};
use super::profile::{
    AttributeSource, Billed, BilledColumns, BilledComponent, ColumnId, Columns, From, Otherwise, Profile,
    Reading,
};
use crate::facts::{AttributeId, Attributes, id};

/// What stands between the columns of a reference file.
pub(super) const DELIMITER: u8 = b',';

/// The column of the key in the profile of a reference file.
pub(super) const KEY: ColumnId = ColumnId(0);

/// What a native wide column of billed costs begins with.
const BILLED: &str = "billed.";

/// The profile of a native transactions file with this header.
pub(super) fn transactions(native: &Profile, header: &[String], attributes: &Attributes) -> Profile {
    let mut columns = Columns::default();
    let sources = attributes
        .iter()
        .filter(|(_, attribute)| !attribute.derived)
        .filter(|(id, attribute)| *id == id::TRANSACTION_ID || has(header, &attribute.name))
        .map(|(id, attribute)| source(id, &attribute.name, &mut columns, Otherwise::Unknown))
        .collect();
    let billed = wide(header, &mut columns);
    Profile { attributes: sources, billed, columns, ..native.clone() }
}

/// The profile of a native file of billed costs with this header: long, unless it has columns
/// `billed.<component>` and no `component`.
pub(super) fn billed(native: &Profile, header: &[String], attributes: &Attributes) -> Profile {
    let mut columns = Columns::default();
    let sources = [id::TRANSACTION_ID, id::EVENT, id::MERCHANT_ID, id::CURRENCY]
        .into_iter()
        .filter(|id| *id == id::TRANSACTION_ID || has(header, attributes.name(*id)))
        .map(|id| source(id, attributes.name(id), &mut columns, Otherwise::RejectUnlisted))
        .collect();
    let bills = |name: &String| name.trim().strip_prefix(BILLED).is_some_and(|rest| !rest.is_empty());
    let is_wide = !has(header, "component") && header.iter().any(bills);
    let wide = if is_wide { wide(header, &mut columns) } else { None };
    let billed = wide.unwrap_or_else(|| long(&mut columns));
    Profile { attributes: sources, billed: Some(billed), columns, ..native.clone() }
}

/// The profile of a reference file with this header; `name` is what messages call the reference.
pub(super) fn reference(name: &str, key: AttributeId, header: &[String], attributes: &Attributes) -> Profile {
    let mut columns = Columns::default();
    let mut sources = vec![source(key, attributes.name(key), &mut columns, Otherwise::Reject)];
    for (id, attribute) in attributes.iter() {
        if id != key && can_join(attributes, id) && has(header, &attribute.name) {
            sources.push(source(id, &attribute.name, &mut columns, Otherwise::Unknown));
        }
    }
    Profile {
        name: name.to_owned(),
        title: String::new(),
        source: None,
        delimiter: DELIMITER,
        native: true,
        columns,
        attributes: sources,
        billed: None,
        other_rows: None,
        check: None,
    }
}

/// Whether a reference can give the attribute: it is neither what makes a transaction one nor computed.
fn can_join(attributes: &Attributes, id: AttributeId) -> bool {
    ![id::TRANSACTION_ID, id::EVENT].contains(&id) && !attributes.get(id).derived
}

/// What the log says of columns that are left alone.
pub(super) fn not_attributes(file: &str, columns: &str) -> String {
    format!("{file}: columns that are no attribute are left alone: {columns}")
}

fn has(header: &[String], name: &str) -> bool {
    find(header, name) != Found::Missing
}

fn source(id: AttributeId, name: &str, columns: &mut Columns, otherwise: Otherwise) -> AttributeSource {
    let column = columns.add(name, false);
    let reading = Reading { column, values: None, format: None };
    AttributeSource { id, from: From::First(vec![reading]), otherwise }
}

fn wide(header: &[String], columns: &mut Columns) -> Option<Billed> {
    let mut components: Vec<BilledComponent> = Vec::new();
    for name in header.iter().map(|cell| cell.trim()) {
        if let Some(component) = name.strip_prefix(BILLED).filter(|rest| !rest.is_empty())
            && components.iter().all(|known| known.component != component)
        {
            let (component, column) = (component.to_owned(), columns.add(name, false));
            components.push(BilledComponent { component, column, negate: false, billed_as: None });
        }
    }
    // The id alone tells two equal refunds apart, also where another file bills them.
    (!components.is_empty() || has(header, "line_id")).then(|| Billed {
        lines: BilledColumns::Wide(components),
        currency: Some(columns.add("billed_currency", true)),
        line_id: Some(columns.add("line_id", true)),
        billed_on: None,
    })
}

fn long(columns: &mut Columns) -> Billed {
    let plain = |column| Reading { column, values: None, format: None };
    let lines = BilledColumns::Long {
        component: plain(columns.add("component", false)),
        amount: columns.add("amount", false),
        negate: false,
        billed_as: Some(columns.add("billed_as", true)),
    };
    Billed {
        lines,
        currency: Some(columns.add("currency", false)),
        line_id: Some(columns.add("line_id", true)),
        billed_on: Some(plain(columns.add("billed_on", true))),
    }
}
