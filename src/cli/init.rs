//! `trueup init DIR`.

use super::arguments::InitArguments;
use super::exit::Exit;
use super::terminal::say;
use trueup::run::RunError;

pub fn init(arguments: &InitArguments) -> Result<Exit, RunError> {
    let files = trueup::run::init(&arguments.folder)?;
    let folder = arguments.folder.display();
    say(format!("{folder} holds a working project:"));
    for file in files {
        say(format!("  {file}"));
    }
    say(format!("\nTry it: cd {folder} && trueup run"));
    Ok(Exit::Done)
}
