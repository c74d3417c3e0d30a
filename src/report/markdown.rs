//! `report.md`: the summary for a ticket.

use super::amount_text::{count, grouped, percent};
use super::headline::headline;
use super::{Report, RowCheckCounts, order};
use crate::money::{Currency, Decimal};

/// So many discrepancies are listed; the workbook has more.
const LISTED: usize = 20;

/// The summary as GitHub-flavoured Markdown.
pub(super) fn render(report: &Report) -> String {
    let head = headline(report);
    let as_of = report.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    let mut page = format!("# {}\n\n", cell(&report.name));
    page += &format!("**{}** {}\n\nRun `{}`{as_of}.\n", cell(&head.verdict), head.detail, report.run_id);
    totals(&mut page, report);
    verdicts(&mut page, report);
    findings(&mut page, report);
    gates(&mut page, report);
    discrepancies(&mut page, report);
    unproven(&mut page, report);
    rows(&mut page, report);
    let [workbook, data] = match report.disputed.is_cut() || report.unproven.is_cut() {
        true => ["the discrepancies with the most money", "all of them"],
        false => ["every discrepancy", "the same"],
    };
    page += &format!(
        "\n## Where to look\n\n\
        - `report.xlsx`: {workbook}, to sort and to send\n\
        - `discrepancies.csv`, `discrepancies.parquet`: {data} as data\n\
        - `rejects.csv`: input rows that could not be used\n\
        - `summary.json`: the figures of this page for programs\n"
    );
    page
}

fn totals(page: &mut String, report: &Report) {
    let share = |component: &str| {
        let known = report.coverage.iter().find(|entry| entry.component == component);
        known.and_then(|entry| entry.share).map(percent).unwrap_or_default()
    };
    let rows = order::totals_by_currency(report).into_values().flatten().map(|total| {
        let text = |amount| grouped(amount, Some(total.currency));
        vec![
            cell(&total.component),
            total.currency.to_string(),
            text(total.expected),
            text(total.billed),
            text(total.variance),
            text(total.unproven),
            share(&total.component),
        ]
    });
    table(page, "Money", "Component|Currency|Expected:|Billed:|Variance:|Unproven:|Proven:", rows);
}

fn verdicts(page: &mut String, report: &Report) {
    let rows = report.verdicts.iter().map(|total| {
        let text = |amount| grouped(amount, total.currency);
        vec![
            cell(&total.component),
            total.kind.verdict().name().to_owned(),
            total.kind.name().to_owned(),
            code(total.currency),
            grouped(Decimal::from(total.lines), None),
            text(total.expected),
            text(total.billed),
            text(total.variance),
        ]
    });
    let header = "Component|Verdict|Kind|Currency|Lines:|Expected:|Billed:|Variance:";
    table(page, "Verdicts", header, rows);
}

fn findings(page: &mut String, report: &Report) {
    let (listed, others) = report.listed_findings();
    let rows = listed.iter().map(|finding| {
        let days = [finding.first_dated, finding.last_dated].map(|day| day.map(|day| day.to_string()));
        let [first, last] = days.map(Option::unwrap_or_default);
        vec![
            finding.id.clone(),
            cell(&finding.component),
            finding.kind.name().to_owned(),
            cell(&finding.cause),
            cell(&finding.place),
            grouped(Decimal::from(finding.lines), None),
            grouped(finding.variance, finding.currency),
            code(finding.currency),
            first,
            last,
        ]
    });
    let header = "Id|Component|Kind|Cause|Where|Lines:|Money:|Currency|First|Last";
    let title = others.map_or_else(|| "Findings".to_owned(), |note| format!("Findings: {note}"));
    table(page, &title, header, rows);
}

fn gates(page: &mut String, report: &Report) {
    let rows = report.gates.iter().map(|gate| {
        let result = if gate.passed { "pass" } else { "**FAIL**" };
        vec![cell(&gate.name), cell(&gate.limit), cell(&gate.value), result.to_owned()]
    });
    table(page, "Gates", "Gate|Limit:|Value:|Result", rows);
}

fn discrepancies(page: &mut String, report: &Report) {
    let all = report.disputed.of;
    let disputed = &report.disputed.rows[..report.disputed.rows.len().min(LISTED)];
    let title = match disputed.len() {
        listed if all > listed as u64 => {
            format!("Discrepancies: the {listed} largest of {}", grouped(Decimal::from(all), None))
        }
        _ => "Discrepancies".to_owned(),
    };
    let rows = disputed.iter().map(|row| {
        let text = |amount: Option<_>| amount.map(|amount| grouped(amount, row.currency)).unwrap_or_default();
        vec![
            cell(&row.transaction_id),
            cell(&row.component),
            row.kind.name().to_owned(),
            code(row.currency),
            text(row.expected),
            text(row.billed),
            text(row.variance),
            cell(&row.fee_in_words),
            cell(&row.cause),
        ]
    });
    let header = "Transaction|Component|Kind|Currency|Expected:|Billed:|Variance:|Fee|Cause";
    table(page, &title, header, rows);
}

fn unproven(page: &mut String, report: &Report) {
    let rows = report.unproven_reasons.by_lines().into_iter().map(|reason| {
        vec![
            cell(reason.cause),
            grouped(Decimal::from(reason.lines), None),
            grouped(reason.billed, reason.currency),
            code(reason.currency),
        ]
    });
    table(page, "Unproven", "Reason|Lines:|Billed:|Currency", rows);
}

fn rows(page: &mut String, report: &Report) {
    let (rows, lines) = (report.rows, report.billed_lines);
    let number = |number: u64| grouped(Decimal::from(number), None);
    *page += &format!(
        "\n## Rows\n\n\
         - {} = {} priced + {} unpriced + {} rejected; {} beside them\n\
         - {} = {} paired + {} unexpected + {} duplicate + {} rejected\n",
        count(rows.read, "transaction"),
        number(rows.priced),
        number(rows.unpriced),
        number(rows.rejected),
        count(rows.other, "other row"),
        count(lines.read, "billed line"),
        number(lines.paired),
        number(lines.unexpected),
        number(lines.duplicate),
        number(lines.rejected),
    );
    let RowCheckCounts { checked, broken } = report.row_checks;
    if checked > 0 {
        let checked = count(checked, "row");
        *page +=
            &format!("- The file's own arithmetic: {checked} checked, {} not in balance\n", number(broken));
    }
    for unknown in &report.unknown_values {
        let rows = count(unknown.rows, "row");
        *page += &format!("- Unknown `{}` in {rows}: {}\n", cell(&unknown.attribute), cell(&unknown.value));
    }
    for gap in &report.aggregate_gaps {
        let (aggregate, rows) = (cell(&gap.aggregate), count(gap.rows, "transaction"));
        *page += &format!("- `{aggregate}`: {rows} {}\n", cell(&gap.why));
    }
    for review in &report.past_review {
        let (schedule, source) = (cell(&review.schedule), cell(&review.source));
        *page += &format!("- Source of `{schedule}` was due for review on {}: {source}\n", review.review_by);
    }
}

/// A section with a table; nothing if it has no rows. Headers that end in `:` are over numbers.
fn table(page: &mut String, title: &str, header: &str, rows: impl Iterator<Item = Vec<String>>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    let headers: Vec<_> = header.split('|').collect();
    let names: Vec<_> = headers.iter().map(|header| header.trim_end_matches(':')).collect();
    let rules = headers.iter().map(|header| if header.ends_with(':') { "---:" } else { "---" });
    *page += &format!("\n## {title}\n\n");
    *page += &format!("| {} |\n", names.join(" | "));
    *page += &format!("| {} |\n", rules.collect::<Vec<_>>().join(" | "));
    for row in rows {
        *page += &format!("| {} |\n", row.join(" | "));
    }
}

/// Text that can neither end its cell nor its line nor become markup.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '|' | '\\' | '`' | '*' => safe.extend(['\\', char]),
            '<' => safe.push_str("&lt;"),
            '\n' | '\r' | '\t' => safe.push(' '),
            _ => safe.push(char),
        }
    }
    safe
}

fn code(currency: Option<Currency>) -> String {
    currency.map(|currency| currency.code().to_owned()).unwrap_or_default()
}
