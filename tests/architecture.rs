//! The floor map: a floor imports only lower floors, and siblings do not import each other.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with its floor; `cli` belongs to the binary.
const FLOORS: [(&str, u8); 15] = [
    ("money", 0),
    ("facts", 1),
    ("diagnostic", 1),
    ("schedule", 2),
    ("program", 3),
    ("compile", 3),
    ("price", 4),
    ("reconcile", 4),
    ("oracle", 4),
    ("source", 5),
    ("report", 5),
    ("run", 6),
    ("cli", 7),
    ("main", 7),
    (TESTS_OF_ORACLE, 7),
];

/// The tests that hold the second evaluator against the engine see both.
const TESTS_OF_ORACLE: &str = "oracle/tests";

/// The one import between siblings: what is compiled becomes a program.
const ALLOWED: [(&str, &str); 1] = [("compile", "program")];

fn floor(module: &str) -> u8 {
    let found = FLOORS.iter().find(|(name, _)| *name == module);
    found.unwrap_or_else(|| panic!("{module} stands on no floor: add it to FLOORS")).1
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules of this crate that a source text names, also in a list of imports over several lines.
fn imports(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let code = lines.join(" ");
    let mut found = Vec::new();
    for start in ["crate::", "trueup::"] {
        for (at, _) in code.match_indices(start) {
            let rest = code[at + start.len()..].split(';').next().unwrap_or_default();
            let names: Vec<&str> =
                rest.strip_prefix('{').map_or(vec![rest], |list| list.split(',').collect());
            for name in names {
                let name: String =
                    name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if !name.is_empty() {
                    found.push(name);
                }
            }
        }
    }
    found
}

#[test]
fn imports_are_seen_in_lists_over_several_lines() {
    let text = "use crate::{\n    price::Line,\n    run::{Config, run},\n};\nlet x = crate::report::write();";
    let found = imports(text);
    for module in ["price", "run", "report"] {
        assert!(found.iter().any(|name| name == module), "{module} is not in {found:?}");
    }
}

#[test]
fn a_floor_imports_only_lower_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let below = file.strip_prefix(&root).unwrap();
        let first = below.iter().next().unwrap().to_str().unwrap();
        let tests_of_oracle = below.starts_with(TESTS_OF_ORACLE);
        let module = if tests_of_oracle { TESTS_OF_ORACLE } else { first.trim_end_matches(".rs") };
        if module == "lib" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for import in imports(&text) {
            let known = FLOORS.iter().any(|(name, _)| *name == import);
            let fine = import == module
                || !known
                || floor(&import) < floor(module)
                || ALLOWED.contains(&(module, import.as_str()));
            if !fine {
                wrong.push(format!(
                    "{} (floor {}) imports {import} (floor {})",
                    below.display(),
                    floor(module),
                    floor(&import)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_second_evaluator_looks_everything_up_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/oracle");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let shared = [
        ".accepts(",
        ".on(",
        "Step::of",
        ".is_for(",
        ".names(",
        ".start(",
        ".plains(",
        ".parts(",
        ".amounts()",
        ".attribute()",
        "money::round",
        "money::mul",
        "money::add",
        "money::sum",
        "money::divide",
        "money::invert",
        "FxTable",
        "program",
        "Batch",
    ];
    for file in files.iter().filter(|file| !file.starts_with(root.join("tests"))) {
        let text = fs::read_to_string(file).unwrap();
        let found: Vec<&&str> = shared.iter().filter(|name| text.contains(**name)).collect();
        assert!(found.is_empty(), "{} uses what the engine uses: {found:?}", file.display());
    }
}

#[test]
fn every_module_of_the_crate_is_on_the_map() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    assert!(modules.len() >= 11, "{modules:?}");
    for module in modules {
        floor(module);
    }
}
