//! Reference files: facts by a key, joined onto each transaction as its row is read.
//!
//! They are read before the transactions. Each chunk of transactions looks up every key it meets once, and then
//! by its own codes. What a row says itself stays; where it is silent, the reference speaks.

use super::cell::{BadCell, Cells};
use super::chunk::Served;
use super::collect::Ready;
use super::gather::Gatherer;
use super::layout::Layout;
use super::rows_read::RowsRead;
use super::table::Table;
use super::{InputFile, SourceError, native};
use crate::facts::{AttributeId, Attributes, Value};
use hashbrown::HashMap;

/// The files of one reference. Each has a column of the key.
#[derive(Debug, Clone)]
pub struct ReferenceFiles {
    /// What messages call it: `[reference.merchants]`, `--merchants`.
    pub name: String,
    /// The attribute by which a transaction finds its row.
    pub key: AttributeId,
    /// The files.
    pub files: Vec<InputFile>,
}

/// A reference that was read.
pub(super) struct Reference<'a> {
    files: &'a ReferenceFiles,
    attributes: &'a Attributes,
    keys: HashMap<Value, KeyFacts>,
    /// The attributes of which its files have columns.
    given: Vec<AttributeId>,
}

/// What the rows of one key say.
struct KeyFacts {
    /// The file, by its place, and the row that have the key first.
    file: usize,
    row: u64,
    /// Each fact once. Where rows contradict each other there is no value: nobody may guess it.
    facts: Vec<(AttributeId, Option<Value>)>,
}

impl<'a> Reference<'a> {
    /// Reads references in their order, and what became of their rows.
    pub(super) fn read_all(
        references: &'a [ReferenceFiles],
        attributes: &'a Attributes,
    ) -> Result<(Vec<Reference<'a>>, RowsRead), SourceError> {
        let mut gatherer = Gatherer::new(attributes, &[]);
        let mut rows = RowsRead::default();
        let mut read = Vec::new();
        for files in references {
            read.push(Reference::read(files, attributes, &mut gatherer, &mut rows)?);
        }
        (_, rows.unlisted) = gatherer.finish();
        Ok((read, rows))
    }

    /// Reads the files. What became of their rows is added to `rows`.
    fn read(
        files: &'a ReferenceFiles,
        attributes: &'a Attributes,
        gatherer: &mut Gatherer<'_>,
        rows: &mut RowsRead,
    ) -> Result<Reference<'a>, SourceError> {
        let mut reference = Reference { files, attributes, keys: HashMap::new(), given: Vec::new() };
        let before = rows.rows_rejected;
        for at in 0..files.files.len() {
            reference.read_file(at, gatherer, rows)?;
        }
        match rows.rows_rejected - before {
            0 => {}
            1 => rows.notes.push(format!("{}: one row is rejected", files.name)),
            rejected => rows.notes.push(format!("{}: {rejected} rows are rejected", files.name)),
        }
        Ok(reference)
    }

    fn read_file(
        &mut self,
        at: usize,
        gatherer: &mut Gatherer<'_>,
        rows: &mut RowsRead,
    ) -> Result<(), SourceError> {
        let ReferenceFiles { name, key, files } = self.files;
        let file = &files[at].shown;
        let table = Table::open(&files[at], name, native::DELIMITER)?;
        let profile = native::reference(name, *key, table.header(), self.attributes);
        let layout = Layout::fit(file, name, &profile.columns, table.header())?;
        self.note_unused(file, &layout.unused(table.header()), rows);
        self.given.extend(profile.attributes.iter().map(|source| source.id));
        gatherer.prepare(self.given.iter().copied());
        let (width, mut read) = (table.header().len(), 0);
        table.rows(&layout.places(), &mut |row| {
            read += 1;
            if row.record.len() != width {
                rows.reject(file, row.number, vec![BadCell::misshapen(row.record.len(), width)]);
                return Ok::<(), SourceError>(());
            }
            let cells = Cells { record: row.record, layout: &layout, columns: &profile.columns };
            let mut bad = cells.inexact(row.inexact);
            gatherer.read(&profile, cells, &mut bad);
            if bad.is_empty() {
                gatherer.count_unlisted(cells);
                bad.extend(self.keep(at, row.number, gatherer).map(|reason| cells.bad(native::KEY, reason)));
            }
            if !bad.is_empty() {
                rows.reject(file, row.number, bad);
            }
            Ok(())
        })?;
        if read == 0 {
            rows.notes.push(format!("{file}: has a header and no rows"));
        }
        rows.rows_per_file.push(read);
        Ok(())
    }

    fn note_unused(&self, file: &str, unused: &[String], rows: &mut RowsRead) {
        let is_attribute =
            |name: &&String| self.attributes.iter().any(|(_, known)| known.name.eq_ignore_ascii_case(name));
        let (own, none): (Vec<_>, Vec<_>) = unused.iter().partition(is_attribute);
        let list =
            |names: &[&String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if !none.is_empty() {
            rows.notes.push(native::not_attributes(file, &list(&none)));
        }
        if !own.is_empty() {
            let why = "facts that only a transaction has, or that are computed, are left alone";
            rows.notes.push(format!("{file}: {why}: {}", list(&own)));
        }
    }

    /// Adds the row that was read last to what is known of its key. The reason why it is a reject, if it
    /// contradicts an earlier row: as the end of a sentence that begins with the key.
    fn keep(&mut self, file: usize, row: u64, gatherer: &Gatherer<'_>) -> Option<String> {
        let key = gatherer.value_of(self.files.key, gatherer.known(self.files.key)?)?;
        let known = self.keys.entry(key).or_insert(KeyFacts { file, row, facts: Vec::new() });
        let mut contested = Vec::new();
        for (id, stated) in gatherer.stated().filter(|(id, _)| *id != self.files.key) {
            match known.facts.iter_mut().find(|(known, _)| *known == id) {
                None => known.facts.push((id, stated)),
                Some((_, fact)) if *fact == stated => {}
                Some((_, fact)) => {
                    *fact = None;
                    contested.push(format!("`{}`", self.attributes.name(id)));
                }
            }
        }
        if contested.is_empty() {
            return None;
        }
        let (what, file) = (contested.join(", "), &self.files.files[known.file].shown);
        Some(format!(
            "has another {what} than on earlier rows, the first being row {} of {file}; which of them holds \
             cannot be told, so it is unknown",
            known.row
        ))
    }

    /// What is known of a key, both in the codes of `gatherer`.
    fn facts(&self, key: Ready, gatherer: &mut Gatherer<'_>) -> Option<Vec<(AttributeId, Ready)>> {
        let known = self.keys.get(&gatherer.value_of(self.files.key, key)?)?;
        let ready = |(id, fact): &(AttributeId, Option<Value>)| {
            (*id, fact.as_ref().map_or(Ready::Unlisted, |value| gatherer.ready(*id, value)))
        };
        Some(known.facts.iter().map(ready).collect())
    }

    /// The attributes of which its files have columns.
    pub(super) fn given(&self) -> impl Iterator<Item = AttributeId> {
        self.given.iter().copied()
    }

    /// What the log should say of so many transactions. `later` are joined behind it.
    pub(super) fn note(&self, served: Served, transactions: u64, later: &[Reference<'_>]) -> Option<String> {
        let (name, key) = (&self.files.name, self.attributes.name(self.files.key));
        if served.missed > 0 {
            return Some(format!(
                "{name}: the `{key}` of {} of {transactions} transactions is not there; what it would say of \
                 them stays unknown",
                served.missed
            ));
        }
        if served.found > 0 || transactions == 0 {
            return None;
        }
        let giver = later.iter().find(|later| later.gives(self.files.key)).map(|later| &later.files.name);
        let order = giver.map(|giver| format!("; {giver} gives it: put {name} behind it"));
        let order = order.unwrap_or_default();
        Some(format!("{name}: no transaction has a `{key}`, so nothing is joined{order}"))
    }

    fn gives(&self, attribute: AttributeId) -> bool {
        self.keys.values().any(|known| known.facts.iter().any(|(id, _)| *id == attribute))
    }
}

/// A reference as the rows of one chunk see it.
pub(super) struct Joiner<'r> {
    reference: &'r Reference<'r>,
    /// What is known of each key that was met, in the codes of the chunk.
    met: HashMap<Ready, Option<Vec<(AttributeId, Ready)>>>,
    /// Whether the key of the row joined last was found; `None` if the row has none.
    last: Option<bool>,
    pub(super) served: Served,
}

impl<'r> Joiner<'r> {
    pub(super) fn new(reference: &'r Reference<'r>) -> Joiner<'r> {
        Joiner { reference, met: HashMap::new(), last: None, served: Served::default() }
    }

    /// The attribute by which a transaction finds its facts.
    pub(super) fn key(&self) -> AttributeId {
        self.reference.files.key
    }

    /// Fills what the row that was read last does not say itself.
    pub(super) fn join(&mut self, gatherer: &mut Gatherer<'_>) {
        let Some(key) = gatherer.known(self.key()) else {
            self.last = None;
            return;
        };
        let facts = self.facts(key, gatherer);
        let found = facts.is_some();
        for (id, fact) in facts.into_iter().flatten() {
            gatherer.fill(*id, *fact);
        }
        self.last = Some(found);
    }

    /// What is known of a key, both in the codes of `gatherer`.
    pub(super) fn facts(
        &mut self,
        key: Ready,
        gatherer: &mut Gatherer<'_>,
    ) -> Option<&[(AttributeId, Ready)]> {
        let reference = self.reference;
        self.met.entry(key).or_insert_with(|| reference.facts(key, gatherer)).as_deref()
    }

    /// Counts the row that was joined last, which is a transaction.
    pub(super) fn count(&mut self) {
        self.count_one(self.last);
    }

    /// Counts a transaction whose key was found or not; `None` if it has none.
    pub(super) fn count_one(&mut self, found: Option<bool>) {
        self.served.found += u64::from(found == Some(true));
        self.served.missed += u64::from(found == Some(false));
    }
}
