//! Facts that hold for every row and stand in no column: `set` of the config, `--set` of `price`.

use crate::diagnostic::{Code, nearest};
use crate::facts::{AttributeId, Attributes, Value, parse_value};

/// Why a fact cannot be set.
pub struct SetFault {
    pub code: Code,
    pub message: String,
    /// Whether the name is at fault; else the value is.
    pub in_name: bool,
    /// Empty if there is nothing to suggest.
    pub help: String,
}

/// The fact that `name = value` states.
pub fn set_fact(attributes: &Attributes, name: &str, value: &str) -> Result<(AttributeId, Value), SetFault> {
    let in_name = |code, message, help| SetFault { code, message, in_name: true, help };
    let Some(id) = attributes.find(name) else {
        let known = attributes.iter().map(|(_, attribute)| attribute.name.as_str());
        let help = nearest(name, known).map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        return Err(in_name(Code::UnknownAttribute, format!("no attribute is called `{name}`"), help));
    };
    if attributes.get(id).derived {
        let help = "set the facts that it is computed from".to_owned();
        return Err(in_name(Code::WrongCondition, format!("`{name}` is derived"), help));
    }
    let value = parse_value(attributes.get(id), value).map_err(|fault| SetFault {
        code: Code::UnknownValue,
        message: format!("`{value}` {fault}"),
        in_name: false,
        help: String::new(),
    })?;
    Ok((id, value))
}
