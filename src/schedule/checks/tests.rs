//! Small books, and all that is proved of them.

use super::prove;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{Currency, Date, FxTable};
use crate::schedule::load_texts;

const BOOK: &str = r#"language = 1
name = "small"
[components.interchange]
schedules = "one"
[rounding]
per = "none"
"#;

/// What is proved of a book with one schedule: what is added to its head, what it covers, its rules.
fn proved_with(head: &str, covers: &str, rules: &str, fx: Option<&FxTable>) -> Vec<Diagnostic> {
    let schedule = format!(
        "[schedule]\nid = \"credit\"\ncomponent = \"interchange\"\n{head}\n[covers]\n{covers}\n{rules}"
    );
    let files = [("book.toml", BOOK.to_owned()), ("credit.toml", schedule)];
    let loaded = load_texts("", files.map(|(name, text)| (name.to_owned(), text)).into());
    prove(loaded.book.as_ref().unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)), fx)
}

fn proved(covers: &str, rules: &str) -> Vec<String> {
    told(&proved_with("currency = \"EUR\"", covers, rules, None))
}

/// Code and message of each.
fn told(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect()
}

fn rule(id: &str, fees: &[(&str, &str)]) -> String {
    let fees: Vec<String> = fees.iter().map(|(day, fee)| format!("{day} = \"{fee}\"\n")).collect();
    format!("[[rule]]\nid = \"{id}\"\n[rule.fee]\n{}", fees.concat())
}

#[test]
fn a_rule_withdrawn_for_good_is_no_gap_and_one_that_comes_back_is() {
    let rest = "[[rule]]\nid = \"rest\"\nfee = \"1%\"\n";
    let gone = [("2026-01-01", "1%"), ("2026-03-01", "withdrawn")];
    let back = [gone[0], gone[1], ("2026-05-01", "withdrawn"), ("2026-06-01", "1.1%")];
    let narrow = |fees: &[(&str, &str)]| {
        rule("old", fees).replace("[rule.fee]", "when = { product = \"gold\" }\n[rule.fee]") + rest
    };
    assert_eq!(proved("", &narrow(&gone)), [""; 0]);
    let told = ["T503 `old` is withdrawn on 2026-03-01 and has a rate again on 2026-06-01"];
    assert_eq!(proved("", &narrow(&back)), told);
}

#[test]
fn days_on_which_no_rule_at_all_has_a_rate_are_told_once() {
    let rules = rule("old", &[("2026-01-01", "1%"), ("2026-03-01", "withdrawn")])
        + &rule("new", &[("2026-06-01", "1%")]);
    let found = proved("", &rules);
    let wanted = "T503 `credit` has rates before and after, but none of its rules has one from 2026-03-01 until 2026-06-01";
    assert_eq!(found, [wanted]);
}

#[test]
fn what_is_unlikely_depends_on_the_minor_unit() {
    let one = |currency: &str, fee: &str| {
        let rules = format!("[[rule]]\nid = \"one\"\nfee = \"{fee}\"\n");
        proved_with(&format!("currency = \"{currency}\""), "", &rules, None).len()
    };
    for (currency, fee, findings) in [
        ("EUR", "10% + 5", 0),
        ("EUR", "10.01%", 1),
        ("EUR", "-10.01%", 1),
        ("EUR", "5.01", 1),
        ("EUR", "JPY 500", 0),
        ("JPY", "500", 0),
        ("KRW", "501", 1),
        ("KWD", "5", 0),
        ("KWD", "5.001", 1),
        ("EUR", "0.0001%", 0),
        ("EUR", "0.00009%", 1),
        ("EUR", "0%", 0),
        ("EUR", "1%, max 40", 0),
    ] {
        assert_eq!(one(currency, fee), findings, "{currency} {fee}");
    }
}

#[test]
fn a_percentage_of_fees_may_be_any() {
    let schedule = |id: &str, component: &str, basis: &str, fee: &str| {
        format!(
            "[schedule]\nid = \"{id}\"\ncomponent = \"{component}\"\ncurrency = \"EUR\"\nbasis = {basis}\n\
             [[rule]]\nid = \"{id}\"\nfee = \"{fee}\"\n"
        )
    };
    let book = format!("{BOOK}[components.tax]\nschedules = \"all\"\n");
    let files = [
        ("book.toml", book),
        ("fees.toml", schedule("fees", "interchange", "\"amount\"", "1%")),
        ("tax.toml", schedule("tax", "tax", "[\"interchange\"]", "21%")),
    ];
    let loaded = load_texts("", files.map(|(name, text)| (name.to_owned(), text)).into());
    assert_eq!(told(&prove(&loaded.book.unwrap(), None)), [""; 0]);
}

#[test]
fn a_move_is_far_beyond_sixty_percent_of_the_older_rate() {
    let one = |before: &str, after: &str| {
        proved("", &rule("one", &[("2026-01-01", before), ("2026-06-01", after)])).len()
    };
    for (before, after, findings) in [
        ("1%", "1.6%", 0),
        ("1%", "1.61%", 1),
        ("1%", "0.4%", 0),
        ("1%", "0.39%", 1),
        ("0.10%", "-0.10%", 1),
        ("1% + 0.10", "1% + 0.17", 1),
        ("0", "0.30", 0),
        ("0.30", "0", 0),
        ("EUR 0.10", "USD 0.50", 0),
        ("1%", "0.30", 0),
    ] {
        assert_eq!(one(before, after), findings, "{before} -> {after}");
    }
}

#[test]
fn a_finding_that_the_schedule_says_is_meant_is_not_told() {
    let rules = "[[rule]]\nid = \"one\"\nwhen = { product = \"gold\" }\nfee = \"15%\"\n";
    let found =
        |allow: &str| told(&proved_with(&format!("currency = \"EUR\"\n{allow}"), "", rules, None)).len();
    assert_eq!(found(""), 2);
    assert_eq!(found("allow = { uncovered-gap = \"other products are not sold\" }"), 1);
    assert_eq!(found("allow = { uncovered-gap = \"not sold\", unlikely-rate = \"a tax\" }"), 0);
}

#[test]
fn a_pair_of_currencies_that_no_rate_is_known_for_is_told_where_it_is_needed() {
    let [eur, usd] = ["EUR", "USD"].map(|code| Currency::parse(code).unwrap());
    let mut fx = FxTable::default();
    fx.insert(Date::from_ymd_opt(2026, 5, 1).unwrap(), eur, usd, "1.08".parse().unwrap());
    let needs = |head: &str, covers: &str, fee: &str| {
        let rules = format!("[[rule]]\nid = \"one\"\nfee = \"{fee}\"\n");
        told(&proved_with(head, covers, &rules, Some(&fx)))
    };
    let none = Vec::<String>::new();
    let of = |pair: &str| vec![format!("T508 `one` needs {pair}, and the exchange rates have none")];
    assert_eq!(needs("currency = \"EUR\"", "", "1% + USD 0.02"), none);
    assert_eq!(needs("currency = \"EUR\"", "", "1% + GBP 0.02"), of("GBP/EUR"));
    assert_eq!(needs("currency = \"EUR\"", "currency = \"GBP\"", "1%"), of("GBP/EUR"));
    assert_eq!(needs("currency = \"EUR\"", "currency = \"GBP\"", "0.02"), none, "nothing is converted");
    assert_eq!(
        needs("currency = \"transaction\"", "currency = [\"EUR\", \"GBP\"]", "EUR 0.02"),
        of("EUR/GBP")
    );
    assert_eq!(needs("currency = \"transaction\"", "", "USD 0.02"), none);
    assert_eq!(needs("currency = \"transaction\"", "", "GBP 0.02"), of("a rate of GBP"));
}

#[test]
fn an_open_rule_keeps_those_behind_it_from_the_transactions_of_which_the_fact_is_unknown() {
    let rules = "[[rule]]\nid = \"gold\"\nwhen = { product = \"gold\" }\nfee = \"1%\"\n\
                 [[rule]]\nid = \"unknown\"\nwhen = { product = { known = false } }\nfee = \"2%\"\n\
                 [[rule]]\nid = \"other\"\nwhen = { product = { not = \"gold\" } }\nfee = \"3%\"\n";
    let found = proved_with("currency = \"EUR\"", "", rules, None);
    assert_eq!(
        told(&found),
        ["T501 `unknown` is never selected: no transaction that meets it gets past `gold`"]
    );
    assert_eq!(found[0].labels[1].text, "open while `product` is unknown");
    // Where an unknown fact is a no, nothing is open.
    assert_eq!(told(&proved_with("currency = \"EUR\"\nunknown = \"no\"", "", rules, None)), [""; 0]);
}

#[test]
fn a_rule_for_amounts_below_zero_is_selected_and_a_gap_there_is_not_told() {
    let rules = "[[rule]]\nid = \"back\"\nwhen = { amount = { below = \"0\" } }\nfee = \"1%\"\n";
    assert_eq!(proved("event = \"adjustment\"\namount = { below = \"0\" }", rules), [""; 0]);
    let rules = rules.replace("below", "at_least");
    assert_eq!(proved("event = \"adjustment\"", &rules), [""; 0]);
}

#[test]
fn a_rule_for_an_unknown_fact_gives_no_line_beside_rules_that_it_leaves_open() {
    let rules = "[[rule]]\nid = \"x\"\nwhen = { token = true }\nfee = \"1%\"\n\
                 [[rule]]\nid = \"z\"\nwhen = { token = { known = false } }\nfee = \"2%\"\n\
                 [[rule]]\nid = \"y\"\nwhen = { token = false }\nfee = \"3%\"\n";
    for select in ["all", "lowest", "highest"] {
        let head = format!("currency = \"EUR\"\nselect = \"{select}\"");
        let found = proved_with(&head, "", rules, None);
        let never: Vec<&Diagnostic> = found.iter().filter(|found| found.code == Code::ShadowedRule).collect();
        assert_eq!(never.len(), 1, "{select}");
        assert!(never[0].message.starts_with("`z` is never selected"), "{}", never[0].message);
        assert_eq!(never[0].labels[1].text, "open while `token` is unknown");
        let no = proved_with(&format!("{head}\nunknown = \"no\""), "", rules, None);
        assert_eq!(told(&no), [""; 0], "nothing is open");
    }
}

#[test]
fn covered_days_before_the_first_rate_and_behind_the_last_are_told_where_coverage_has_an_end() {
    let rules = rule("one", &[("2021-01-01", "1%"), ("2025-06-01", "withdrawn")]);
    let covers = |range: &str| proved(&format!("clearing_date = {{ {range} }}"), &rules);
    let told = |from: &str, until: &str| {
        let days = format!("from {from} until {until}");
        vec![format!("T503 `credit` covers days on which none of its rules has a rate, {days}")]
    };
    assert_eq!(covers("at_least = 2020-01-01"), told("2020-01-01", "2021-01-01"));
    assert_eq!(covers("below = 2026-01-01"), told("2025-06-01", "2026-01-01"));
    assert_eq!(covers("at_least = 2021-01-01, at_most = 2025-05-31"), [""; 0]);
    assert_eq!(proved("", &rules), [""; 0], "withdrawn for good");
}

#[test]
fn every_slip_and_every_move_of_a_fee_is_told() {
    let slips = proved("", &rule("one", &[("2026-01-01", "12% + 9.00")]));
    assert_eq!(
        slips,
        ["T509 `one` looks like a slip of units: a percentage above 10%; a fixed amount above EUR 5.00"]
    );
    let moves = proved("", &rule("one", &[("2026-01-01", "1% + 0.10"), ("2026-06-01", "2% + 0.30")]));
    assert_eq!(moves, ["T510 `one` moved by more than 60%: from 1% to 2%; from EUR 0.10 to EUR 0.30"]);
}
