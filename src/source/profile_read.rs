//! Reading a profile's TOML, every fault with its place.

use super::profile::{
    Amount, Billed, BilledColumns, BilledComponent, Check, ColumnId, Columns, OtherRows, Profile,
};
use crate::diagnostic::{Code, Diagnostic, Document, Node, SourceId, Table, Text, did_you_mean};
use crate::facts::Attributes;

/// Reads a profile for a book with these attributes.
pub(super) fn read_profile(
    text: &str,
    source: SourceId,
    attributes: &Attributes,
) -> Result<Profile, Vec<Diagnostic>> {
    let document = Document::new(source, text);
    let reader = ProfileReader { attributes, columns: Columns::default() };
    let profile = reader.profile(document.root("the profile"));
    let faults = document.into_faults();
    match profile {
        Some(profile) if faults.is_empty() => Ok(profile),
        _ => Err(faults),
    }
}

/// Gathers the columns while the parts of a profile are read.
pub(super) struct ProfileReader<'a> {
    pub(super) attributes: &'a Attributes,
    pub(super) columns: Columns,
}

impl ProfileReader<'_> {
    fn profile(mut self, mut root: Table<'_>) -> Option<Profile> {
        let head = part(&mut root, "profile");
        if head.is_none() {
            root.require("profile");
        }
        let mut head = head?;
        let name = head.require("name").and_then(Node::text);
        let title = head.require("title").and_then(Node::text);
        let source = head.take("source").and_then(Node::text);
        let delimiter = head.take("delimiter").map_or(Some(b','), delimiter);
        let native = head.take("native").and_then(Node::flag).unwrap_or(false);
        head.finish();
        // A native profile takes none of the other parts, so that they are reported and not ignored.
        let (mut attributes, mut billed, mut other_rows, mut check) = (Some(Vec::new()), None, None, None);
        if !native {
            attributes = root
                .require("attributes")
                .and_then(|node| node.table("[attributes]"))
                .map(|table| self.attribute_sources(table));
            billed = part(&mut root, "billed").and_then(|table| self.billed(table));
            other_rows = part(&mut root, "other_rows").and_then(|table| self.other_rows(table));
            check = part(&mut root, "check").and_then(|table| self.check(table));
        }
        root.finish();
        Some(Profile {
            name: name?.value,
            title: title?.value,
            source: source.map(|text| text.value),
            delimiter: delimiter?,
            native,
            attributes: attributes?,
            billed,
            other_rows,
            check,
            columns: self.columns,
        })
    }

    fn billed(&mut self, mut table: Table<'_>) -> Option<Billed> {
        let currency = self.take_column(&mut table, "currency");
        let line_id = self.take_column(&mut table, "line_id");
        let billed_on = table.take("billed_on").and_then(|node| self.reading(node, "`billed_on`"));
        let lines = if table.has("components") { self.wide(&mut table) } else { self.long(&mut table) };
        table.finish();
        Some(Billed { lines: lines?, currency, line_id, billed_on })
    }

    fn wide(&mut self, table: &mut Table<'_>) -> Option<BilledColumns> {
        let entries = table.require("components")?.table("[billed.components]")?.into_entries();
        let components = entries.into_iter().filter_map(|(key, node)| {
            if node.is_text() {
                let column = self.columns.add(&node.text()?.value, false);
                return Some(BilledComponent {
                    component: key.value,
                    column,
                    negate: false,
                    billed_as: None,
                });
            }
            let mut table = node.table(&format!("the component `{}`", key.value))?;
            let optional = table.take("optional").and_then(Node::flag).unwrap_or(false);
            let column = table.require("column").and_then(Node::text);
            let negate = table.take("negate").and_then(Node::flag).unwrap_or(false);
            let billed_as = self.take_column(&mut table, "billed_as");
            table.finish();
            let column = self.columns.add(&column?.value, optional);
            Some(BilledComponent { component: key.value, column, negate, billed_as })
        });
        Some(BilledColumns::Wide(components.collect()))
    }

    fn long(&mut self, table: &mut Table<'_>) -> Option<BilledColumns> {
        let component = table.require("component").and_then(|node| self.reading(node, "`component`"));
        let amount = self.require_column(table, "amount");
        let negate = table.take("negate").and_then(Node::flag).unwrap_or(false);
        let billed_as = self.take_column(table, "billed_as");
        Some(BilledColumns::Long { component: component?, amount: amount?, negate, billed_as })
    }

    fn other_rows(&mut self, mut table: Table<'_>) -> Option<OtherRows> {
        let column = self.require_column(&mut table, "column");
        let kinds = table.require("values").and_then(Node::texts);
        let reference = self.take_column(&mut table, "reference");
        let amount = table.take("amount").and_then(|node| self.amount(node, "`amount`"));
        let currency = self.take_column(&mut table, "currency");
        table.finish();
        let kinds = kinds?.into_iter().map(|text| text.value).collect();
        Some(OtherRows { column: column?, kinds, reference, amount, currency })
    }

    fn check(&mut self, mut table: Table<'_>) -> Option<Check> {
        let net = table.require("net").and_then(|node| self.amount(node, "`net`"));
        let net_currency = self.require_column(&mut table, "net_currency");
        let gross = table.require("gross").and_then(|node| self.amount(node, "`gross`"));
        let gross_currency = self.require_column(&mut table, "gross_currency");
        let rate = self.require_column(&mut table, "rate");
        let fees = table.require("fees").and_then(Node::texts);
        table.finish();
        Some(Check {
            net: net?,
            net_currency: net_currency?,
            gross: gross?,
            gross_currency: gross_currency?,
            rate: rate?,
            fees: fees?.iter().map(|fee| self.columns.add(&fee.value, false)).collect(),
        })
    }

    /// `{ debit = "…", credit = "…" }`, `"…"`, or `{ column = "…", negate = true }`.
    pub(super) fn amount(&mut self, node: Node<'_>, name: &str) -> Option<Amount> {
        if node.is_text() {
            let column = self.columns.add(&node.text()?.value, false);
            return Some(Amount::Signed { column, negate: false });
        }
        let mut table = node.table(name)?;
        let amount = if table.has("column") {
            let negate = table.take("negate").and_then(Node::flag).unwrap_or(false);
            self.require_column(&mut table, "column").map(|column| Amount::Signed { column, negate })
        } else {
            let debit = self.require_column(&mut table, "debit");
            let credit = self.require_column(&mut table, "credit");
            debit.zip(credit).map(|(debit, credit)| Amount::DebitCredit { debit, credit })
        };
        table.finish();
        amount
    }

    pub(super) fn require_column(&mut self, table: &mut Table<'_>, key: &'static str) -> Option<ColumnId> {
        let name = table.require(key)?.text()?;
        Some(self.columns.add(&name.value, false))
    }

    /// A column by name, or `{ column = "…", optional = true }`.
    fn take_column(&mut self, table: &mut Table<'_>, key: &'static str) -> Option<ColumnId> {
        let node = table.take(key)?;
        if node.is_text() {
            return Some(self.columns.add(&node.text()?.value, false));
        }
        let mut table = node.table(&format!("`{key}`"))?;
        let name = table.require("column").and_then(Node::text);
        let optional = table.take("optional").and_then(Node::flag).unwrap_or(false);
        table.finish();
        Some(self.columns.add(&name?.value, optional))
    }
}

fn part<'d>(root: &mut Table<'d>, key: &'static str) -> Option<Table<'d>> {
    root.take(key)?.table(&format!("[{key}]"))
}

fn delimiter(node: Node<'_>) -> Option<u8> {
    const CHOICES: [&str; 4] = [",", ";", "\\t", "|"];
    let document = node.document();
    let Text { value, span } = node.text()?;
    match value.as_str() {
        "\t" | "\\t" => Some(b'\t'),
        "," | ";" | "|" => value.bytes().next(),
        _ => {
            let message = format!("`{value}` does not separate columns");
            let fault = Diagnostic::error(Code::UnknownChoice, message).at(span, "unknown delimiter");
            document.report(fault.help(did_you_mean(&value, CHOICES)));
            None
        }
    }
}
