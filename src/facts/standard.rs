//! The standard attributes of language version 1, in a fixed order.

use super::Kind;

const EVENTS: &[&str] = &[
    "authorization",
    "decline",
    "sale",
    "refund",
    "chargeback",
    "chargeback_reversal",
    "representment",
    "verification",
    "adjustment",
];
const NETWORKS: &[&str] = &[
    "visa",
    "mastercard",
    "amex",
    "discover",
    "diners",
    "jcb",
    "unionpay",
    "interac",
    "eftpos",
    "cartes_bancaires",
    "bancontact",
    "dankort",
    "girocard",
    "elo",
    "rupay",
    "other",
];
const FUNDINGS: &[&str] = &["credit", "debit", "prepaid", "charge", "deferred_debit"];
const ENTRIES: &[&str] = &["chip", "contactless", "magstripe", "keyed", "ecommerce", "moto"];

macro_rules! standard {
    ($($constant:ident $name:literal $kind:ident $codes:expr;)*) => {
        /// Name, type and closed list of every standard attribute; its place is its [`id`].
        pub const STANDARD: &[(&str, Kind, &[&str])] = &[$(($name, Kind::$kind, $codes)),*];

        /// The places of the standard attributes, the same in every book.
        #[allow(missing_docs)]
        pub mod id {
            use crate::facts::AttributeId;
            #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
            enum Place { $($constant),* }
            $(pub const $constant: AttributeId = AttributeId(Place::$constant as usize);)*
        }
    };
}

standard! {
    TRANSACTION_ID "transaction_id" Text &[];
    EVENT "event" Code EVENTS;
    AMOUNT "amount" Money &[];
    CURRENCY "currency" Currency &[];
    MERCHANT_ID "merchant_id" Text &[];
    MERCHANT_COUNTRY "merchant_country" Country &[];
    MCC "mcc" Mcc &[];
    AUTHORIZATION_DATE "authorization_date" Date &[];
    CLEARING_DATE "clearing_date" Date &[];
    SETTLEMENT_DATE "settlement_date" Date &[];
    NETWORK "network" Code NETWORKS;
    FUNDING "funding" Code FUNDINGS;
    PRODUCT "product" Text &[];
    SEGMENT "segment" Code &["consumer", "commercial"];
    ISSUER_COUNTRY "issuer_country" Country &[];
    ACQUIRER_COUNTRY "acquirer_country" Country &[];
    CHANNEL "channel" Code &["card_present", "card_not_present"];
    ENTRY "entry" Code ENTRIES;
    INITIATOR "initiator" Code &["customer", "merchant"];
    RECURRING "recurring" Flag &[];
    AUTHENTICATED "authenticated" Flag &[];
    TOKEN "token" Flag &[];
    REGULATED "regulated" Flag &[];
    BATCH_ID "batch_id" Text &[];
}
