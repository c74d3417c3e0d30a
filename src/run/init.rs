//! `trueup init`: a small working project.

use super::error::RunError;
use std::fs;
use std::path::Path;

macro_rules! starter {
    ($($path:literal from $file:literal;)*) => {
        /// The files of the starter: path in the new project, content.
        const STARTER: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../fixtures/", $file)))),*];
    };
}

starter! {
    "trueup.toml" from "starter/trueup.toml";
    "README.md" from "starter/README.md";
    "data/fx.csv" from "starter/data/fx.csv";
    "data/settlement_detail_report_batch_1.csv" from "starter/data/settlement_detail_report_batch_1.csv";
    "fee_schedules/book.toml" from "quickstart/fee_schedules/book.toml";
    "fee_schedules/country_groups.toml" from "quickstart/fee_schedules/country_groups.toml";
    "fee_schedules/eea_consumer_interchange.toml" from "quickstart/fee_schedules/eea_consumer_interchange.toml";
    "fee_schedules/eea_consumer_interchange.cases.toml" from "quickstart/fee_schedules/eea_consumer_interchange.cases.toml";
    "fee_schedules/acme_scheme_assessment.toml" from "quickstart/fee_schedules/acme_scheme_assessment.toml";
    "fee_schedules/acme_scheme_assessment.cases.toml" from "quickstart/fee_schedules/acme_scheme_assessment.cases.toml";
    "fee_schedules/acme_scheme_cross_border.toml" from "quickstart/fee_schedules/acme_scheme_cross_border.toml";
    "fee_schedules/acme_scheme_cross_border.cases.toml" from "quickstart/fee_schedules/acme_scheme_cross_border.cases.toml";
    "fee_schedules/acme_markup.toml" from "quickstart/fee_schedules/acme_markup.toml";
    "fee_schedules/acme_markup.cases.toml" from "quickstart/fee_schedules/acme_markup.cases.toml";
}

/// Writes the project into `folder`, which must be new or empty. Returns the files written.
pub fn init(folder: &Path) -> Result<Vec<&'static str>, RunError> {
    let occupied = folder.exists()
        && fs::read_dir(folder).map_err(RunError::io("cannot read", folder))?.next().is_some();
    if occupied {
        let message =
            format!("{} is not empty; name a new folder, so that nothing is overwritten", folder.display());
        return Err(RunError::Other(message));
    }
    for (path, text) in STARTER {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(RunError::io("cannot create", parent))?;
        }
        fs::write(&target, text).map_err(RunError::io("cannot write", &target))?;
    }
    Ok(STARTER.iter().map(|(path, _)| *path).collect())
}
