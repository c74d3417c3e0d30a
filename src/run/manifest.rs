//! `manifest.json`: what went in, what came out, and how long it took.

use super::clock::{Clock, peak_memory};
use crate::report::Report;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The manifest as text. Only `timings_ms` and `memory` differ between two runs on the same inputs.
pub fn manifest(
    report: &Report,
    files: &BTreeMap<String, (u64, String)>,
    clock: &Clock,
    spilled: usize,
) -> String {
    let inputs: Vec<Value> = report
        .inputs
        .iter()
        .map(|input| {
            let (role, path, bytes, sha256) = (&input.role, &input.path, input.bytes, &input.sha256);
            json!({ "role": role, "path": path, "bytes": bytes, "sha256": sha256, "rows": input.rows })
        })
        .collect();
    let outputs: Vec<Value> = files
        .iter()
        .map(|(file, (bytes, sha256))| json!({ "file": file, "bytes": bytes, "sha256": sha256 }))
        .collect();
    let timings: serde_json::Map<String, Value> = clock
        .laps
        .iter()
        .map(|(stage, time)| ((*stage).to_owned(), json!(time.as_millis() as u64)))
        .collect();
    let (rows, lines) = (report.rows, report.billed_lines);
    let manifest = json!({
        "format_version": 1,
        "name": report.name,
        "run_id": report.run_id,
        "engine": report.engine,
        "inputs": inputs,
        "outputs": outputs,
        "conservation": {
            "rows": { "read": rows.read, "priced": rows.priced, "unpriced": rows.unpriced, "rejected": rows.rejected },
            "not_transactions": rows.other,
            "billed_lines": {
                "read": lines.read, "paired": lines.paired, "unexpected": lines.unexpected,
                "duplicate": lines.duplicate, "rejected": lines.rejected,
            },
            "comparison_rows": report.comparison_rows,
            "holds": true,
        },
        "timings_ms": timings,
        "memory": { "peak_bytes": peak_memory(), "spilled_bytes": spilled },
    });
    format!("{manifest:#}\n")
}
