//! Attributes: the facts a rule may name, with their types.

use super::standard::STANDARD;
use std::collections::HashMap;
use std::fmt;

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One of a closed list of codes, compared without regard to case.
    Code,
    /// Any text, compared exactly.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// An amount in the transaction's currency, in major units.
    Money,
    /// A calendar day.
    Date,
    /// An ISO 3166-1 alpha-2 country, compared without regard to case.
    Country,
    /// An ISO 4217 currency.
    Currency,
    /// A merchant category code: four digits.
    Mcc,
}

impl Kind {
    /// Every kind with its spelling in `book.toml`.
    pub const ALL: [(&'static str, Kind); 10] = [
        ("code", Kind::Code),
        ("text", Kind::Text),
        ("flag", Kind::Flag),
        ("integer", Kind::Integer),
        ("decimal", Kind::Decimal),
        ("money", Kind::Money),
        ("date", Kind::Date),
        ("country", Kind::Country),
        ("currency", Kind::Currency),
        ("mcc", Kind::Mcc),
    ];

    /// The kinds that are numbers.
    pub const NUMBERS: [Kind; 3] = [Kind::Money, Kind::Decimal, Kind::Integer];

    /// The spelling in `book.toml`.
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Values are texts out of a small set, held as dictionary codes in a column.
    pub fn is_symbol(self) -> bool {
        matches!(self, Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc)
    }

    /// Values have an order, so a condition may give a range.
    pub fn is_ordered(self) -> bool {
        matches!(self, Kind::Integer | Kind::Decimal | Kind::Money | Kind::Date)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One attribute: its name, type and, for codes, the closed list of values in lower case.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name, as schedules and native columns write it.
    pub name: String,
    /// The type of its values.
    pub kind: Kind,
    /// The closed list of a `code` attribute, in lower case; empty for other types.
    pub codes: Vec<String>,
    /// Computed from others, so that no input carries it.
    pub derived: bool,
}

/// The place of an attribute in its [`Attributes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeId(pub usize);

/// All attributes of a book: the standard ones first, then those it declares or derives.
#[derive(Debug, Clone)]
pub struct Attributes {
    list: Vec<Attribute>,
    by_name: HashMap<String, AttributeId>,
}

impl Attributes {
    /// The standard attributes of the language.
    pub fn standard() -> Attributes {
        let mut attributes = Attributes { list: Vec::new(), by_name: HashMap::new() };
        for (name, kind, codes) in STANDARD {
            let codes = codes.iter().map(|code| (*code).to_owned()).collect();
            attributes.insert(Attribute { name: (*name).to_owned(), kind: *kind, codes, derived: false });
        }
        attributes
    }

    /// Adds an attribute; `None` if the name is taken.
    pub fn insert(&mut self, attribute: Attribute) -> Option<AttributeId> {
        let id = AttributeId(self.list.len());
        if self.by_name.contains_key(&attribute.name) {
            return None;
        }
        self.by_name.insert(attribute.name.clone(), id);
        self.list.push(attribute);
        Some(id)
    }

    /// Adds values to the closed list of a code attribute.
    pub fn add_codes(&mut self, id: AttributeId, codes: impl IntoIterator<Item = String>) {
        self.list[id.0].codes.extend(codes.into_iter().map(|code| code.to_ascii_lowercase()));
    }

    /// Says that an attribute is computed from others.
    pub fn mark_derived(&mut self, id: AttributeId) {
        self.list[id.0].derived = true;
    }

    /// The attribute with this name.
    pub fn find(&self, name: &str) -> Option<AttributeId> {
        self.by_name.get(name).copied()
    }

    /// The attribute at this place.
    pub fn get(&self, id: AttributeId) -> &Attribute {
        &self.list[id.0]
    }

    /// The name of the attribute at this place.
    pub fn name(&self, id: AttributeId) -> &str {
        &self.list[id.0].name
    }

    /// Every attribute with its place, in order.
    pub fn iter(&self) -> impl Iterator<Item = (AttributeId, &Attribute)> {
        self.list.iter().enumerate().map(|(index, attribute)| (AttributeId(index), attribute))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none; never true of a book's attributes.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
