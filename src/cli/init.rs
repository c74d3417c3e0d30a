//! `trueup init DIR`.

use super::arguments::{Format, InitArguments};
use super::exit::Exit;
use super::terminal::say;

pub fn init(arguments: &InitArguments) -> Exit {
    match trueup::run::init(&arguments.folder) {
        Ok(files) => {
            let folder = arguments.folder.display();
            say(format!("{folder} holds a working project:"));
            for file in files {
                say(format!("  {file}"));
            }
            say(format!("\nTry it: cd {folder} && trueup run"));
            Exit::Done
        }
        Err(error) => super::failed(&error, Format::Human),
    }
}
