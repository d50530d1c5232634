//! Progress of long work: a bar on a terminal, lines elsewhere.

use std::{borrow::Cow, io::IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far long work has come.
pub struct Progress {
    bar: Option<ProgressBar>,
    what: Cow<'static, str>,
    total: u64,
    done: u64,
    said: u64,
}

impl Progress {
    /// Begins; `what` names the work.
    pub fn start(what: impl Into<Cow<'static, str>>, total: u64) -> Self {
        let what = what.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total).with_style(style).with_message(what.clone())
        });
        Self { bar, what, total, done: 0, said: 0 }
    }

    /// That much more is done.
    pub fn advance(&mut self, by: u64) {
        self.done += by;
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        } else {
            // A line for each tenth.
            let tenth = (self.done * 10).checked_div(self.total).unwrap_or(0);
            if tenth > self.said {
                self.said = tenth;
                eprintln!("{}: {} of {}", self.what, self.done, self.total);
            }
        }
    }

    /// The work is done.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
