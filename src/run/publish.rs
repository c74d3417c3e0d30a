//! Publishing a report: written aside, then renamed, so that a reader sees a whole report or none.

use super::error::RunError;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Folders that a run writes into before it publishes begin so.
const ASIDE: &str = ".writing-";
/// A report that makes room for its successor.
const LEAVING: &str = ".leaving-";

/// A report being written. Dropped unpublished, it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    home: PathBuf,
    folder: PathBuf,
    scratch: PathBuf,
    // Held until the draft is gone; the system lets go of it when a process dies.
    _lock: File,
}

impl Draft {
    /// Begins to write a report below `home`, and removes what killed runs left there.
    pub fn begin(home: &Path) -> Result<Draft, RunError> {
        fs::create_dir_all(home).map_err(RunError::io("cannot create", home))?;
        let lock_path = home.join(".lock");
        let lock = File::create(&lock_path).map_err(RunError::io("cannot write", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(RunError::Busy(home.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(RunError::io("cannot lock", lock_path)(cause)),
        }
        sweep(home)?;
        let [folder, scratch] = ["report", "scratch"].map(|name| home.join(format!("{ASIDE}{name}")));
        for folder in [&folder, &scratch] {
            fs::create_dir(folder).map_err(RunError::io("cannot create", folder))?;
        }
        Ok(Draft { home: home.to_owned(), folder, scratch, _lock: lock })
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where files may lie that the run needs only while it runs.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Makes the report visible under its run id and returns its folder. An earlier report with the
    /// same id, which had the same inputs, makes room.
    pub fn publish(self, run_id: &str) -> Result<PathBuf, RunError> {
        for entry in fs::read_dir(&self.folder).map_err(RunError::io("cannot read", &self.folder))? {
            // A name must not survive a power cut that its content did not.
            let path = entry.map_err(RunError::io("cannot read", &self.folder))?.path();
            File::open(&path).and_then(|file| file.sync_all()).map_err(RunError::io("cannot write", path))?;
        }
        let target = self.home.join(run_id);
        let leaving = self.home.join(format!("{LEAVING}{run_id}"));
        if target.exists() {
            fs::rename(&target, &leaving).map_err(RunError::io("cannot replace", &target))?;
        }
        fs::rename(&self.folder, &target).map_err(RunError::io("cannot publish", &target))?;
        if leaving.exists() {
            fs::remove_dir_all(&leaving).map_err(RunError::io("cannot remove", &leaving))?;
        }
        Ok(target)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After publishing there is no such folder; a failure to remove it is swept up by the next run.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

/// A killed run may have left its draft, or the moment between two renames: then the report that was
/// leaving comes back.
fn sweep(home: &Path) -> Result<(), RunError> {
    for entry in fs::read_dir(home).map_err(RunError::io("cannot read", home))? {
        let path = entry.map_err(RunError::io("cannot read", home))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(ASIDE) {
            fs::remove_dir_all(&path).map_err(RunError::io("cannot remove", &path))?;
        } else if let Some(run_id) = name.strip_prefix(LEAVING) {
            let target = home.join(run_id);
            if target.exists() {
                fs::remove_dir_all(&path).map_err(RunError::io("cannot remove", &path))?;
            } else {
                fs::rename(&path, &target).map_err(RunError::io("cannot restore", &target))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(home: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(home)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_report_is_seen_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let draft = Draft::begin(home.path()).unwrap();
        fs::write(draft.folder().join("a"), "1").unwrap();
        fs::write(draft.scratch().join("b"), "1").unwrap();
        assert_eq!(names(home.path()), [".lock", ".writing-report", ".writing-scratch"]);
        draft.publish("r1").unwrap();
        assert_eq!(names(home.path()), [".lock", "r1"]);
        drop(Draft::begin(home.path()).unwrap());
        assert_eq!(names(home.path()), [".lock", "r1"], "a draft given up leaves nothing");
    }

    #[test]
    fn what_a_killed_run_left_is_swept_up_and_a_leaving_report_comes_back() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".writing-r0")).unwrap();
        fs::create_dir(home.path().join(".leaving-r1")).unwrap();
        let draft = Draft::begin(home.path()).unwrap();
        assert_eq!(names(home.path()), [".lock", ".writing-report", ".writing-scratch", "r1"]);
        drop(draft);
    }

    #[test]
    fn two_runs_of_one_name_do_not_write_at_once() {
        let home = tempfile::tempdir().unwrap();
        let first = Draft::begin(home.path()).unwrap();
        assert!(matches!(Draft::begin(home.path()), Err(RunError::Busy(_))));
        drop(first);
        assert!(Draft::begin(home.path()).is_ok());
    }
}
