//! The files of a conversation that Polis has exported, row by row: what they say, or what is
//! wrong with them and on which line. Columns are found by the header; others may stand beside them.

use std::{
    collections::HashMap,
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    str::FromStr,
};

use csv::{ByteRecord, Reader, ReaderBuilder};
use entity::{Stance, Timestamp};
use memchr::memchr_iter;

use crate::{
    clock,
    error::{Code, Error},
};

/// The comments, one a row.
pub const COMMENTS: &str = "comments.csv";
/// The votes, one a row.
pub const VOTES: &str = "votes.csv";
/// Facts of the whole, a name and a value a row.
pub const SUMMARY: &str = "summary.csv";

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which file.
    pub file: &'static str,
    /// Line from 1, the first of the row; `None` = it is the whole file.
    pub line: Option<u64>,
    /// What is wrong, for a person.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.reason),
            None => write!(formatter, "{}: {}", self.file, self.reason),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::new(Code::ValidationFailed, fault.to_string())
    }
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What the other files call it.
    pub number: i32,
    /// Where it stands in its file.
    pub line: u64,
    /// When it was written.
    pub created_at: Timestamp,
    /// Plain text.
    pub text: String,
    /// Whether moderators of the conversation took it out.
    pub is_withheld: bool,
    /// How many agreed and disagreed, by the file; `None` if it does not say.
    pub counted: Option<[i64; 2]>,
}

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Where it stands in its file.
    pub line: u64,
    /// When it was cast.
    pub cast_at: Timestamp,
    /// On which comment.
    pub comment: i32,
    /// By which participant.
    pub voter: i32,
    /// How.
    pub stance: Stance,
}

/// A file with a header.
pub struct Table<R> {
    file: &'static str,
    rows: Reader<SameLineEnds<R>>,
    row: ByteRecord,
    /// Fields of the header.
    width: usize,
    /// Where the columns stand that were asked for.
    columns: Vec<Option<usize>>,
}

impl Table<File> {
    /// Opens a file of the folder; `Ok(None)` if there is none.
    fn find(folder: &Path, file: &'static str) -> Result<Option<File>, Fault> {
        match File::open(folder.join(file)) {
            Ok(opened) => Ok(Some(opened)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(file, &error)),
        }
    }

    /// Opens a file of the folder that must be there.
    fn open(folder: &Path, file: &'static str, needed: &[&str], optional: &[&str]) -> Result<Self, Fault> {
        let missing = || Fault { file, line: None, reason: "there is no such file in the folder".to_owned() };
        Self::new(file, Self::find(folder, file)?.ok_or_else(missing)?, needed, optional)
    }
}

impl<R: Read> Table<R> {
    /// Reads the header. Columns have the places of `needed` and, after them, of `optional`.
    fn new(file: &'static str, from: R, needed: &[&str], optional: &[&str]) -> Result<Self, Fault> {
        // Rows of another length are told in our words, with the line on which they begin.
        let rows = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(SameLineEnds::new(from));
        let mut table = Self { file, rows, row: ByteRecord::new(), width: 0, columns: Vec::new() };
        if needed.is_empty() {
            return Ok(table);
        }
        if !table.read_any()? {
            return Err(Fault { file, line: Some(1), reason: "the file is empty".to_owned() });
        }
        table.width = table.row.len();
        for (number, name) in needed.iter().chain(optional).enumerate() {
            let place = table.row.iter().position(|field| field.trim_ascii() == name.as_bytes());
            if place.is_none() && number < needed.len() {
                return Err(table.fault(format!("the header has no column `{name}`")));
            }
            table.columns.push(place);
        }
        Ok(table)
    }

    fn read_any(&mut self) -> Result<bool, Fault> {
        let file = self.file;
        self.rows.read_byte_record(&mut self.row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => unreadable(file, &error),
            other => Fault { file, line: None, reason: format!("it cannot be read: {other:?}") },
        })
    }

    /// Reads the next row; false at the end.
    fn read(&mut self) -> Result<bool, Fault> {
        if !self.read_any()? {
            return Ok(false);
        }
        if self.row.len() != self.width {
            return Err(self.fault(format!("this row has {} fields, and the header {}", self.row.len(), self.width)));
        }
        Ok(true)
    }

    /// The line on which the row begins.
    fn line(&self) -> u64 {
        // Every row ends with one line end, and those inside its fields come before it. The
        // reader's own number of a row counts empty lines before it to it.
        let inside = memchr_iter(b'\n', self.row.as_slice()).count() as u64;
        self.rows.position().line().saturating_sub(1 + inside).max(1)
    }

    fn fault(&self, reason: String) -> Fault {
        Fault { file: self.file, line: Some(self.line()), reason }
    }

    /// A field's text; empty if the column is not there.
    fn text(&self, column: usize) -> Result<&str, Fault> {
        let field = self.columns.get(column).copied().flatten().and_then(|place| self.row.get(place)).unwrap_or_default();
        str::from_utf8(field).map_err(|_| self.fault("this is not UTF-8 text".to_owned()))
    }

    /// A field's number.
    fn number<N: FromStr>(&self, column: usize, name: &str) -> Result<N, Fault> {
        let text = self.text(column)?.trim();
        text.parse().map_err(|_| self.fault(format!("{name}: `{}` is not a whole number that fits", shortened(text))))
    }

    /// The number of a comment or a participant.
    fn key(&self, column: usize, name: &str) -> Result<i32, Fault> {
        let number = self.number(column, name)?;
        if number < 0 { Err(self.fault(format!("{name}: {number} is below zero"))) } else { Ok(number) }
    }

    fn time(&self, column: usize, name: &str) -> Result<Timestamp, Fault> {
        let milliseconds = self.number(column, name)?;
        if (0..=clock::FOREVER.0).contains(&milliseconds) {
            Ok(Timestamp(milliseconds))
        } else {
            Err(self.fault(format!("{name}: {milliseconds} is no time in milliseconds since 1970")))
        }
    }
}

/// Reads all comments, in the order of the file.
pub fn comments(folder: &Path) -> Result<Vec<Comment>, Fault> {
    let needed = ["timestamp", "comment-id", "comment-body"];
    comments_of(Table::open(folder, COMMENTS, &needed, &["moderated", "agrees", "disagrees"])?)
}

fn comments_of<R: Read>(mut table: Table<R>) -> Result<Vec<Comment>, Fault> {
    let mut comments = Vec::new();
    let mut lines: HashMap<i32, u64> = HashMap::new();
    while table.read()? {
        let (number, line) = (table.key(1, "comment-id")?, table.line());
        if let Some(first) = lines.insert(number, line) {
            return Err(table.fault(format!("comment-id: comment {number} is in line {first} already")));
        }
        let is_withheld = match table.columns.get(3).copied().flatten().map(|_| table.text(3)).transpose()?.map(str::trim) {
            None | Some("0" | "1") => false,
            Some("-1") => true,
            Some(other) => return Err(table.fault(format!("moderated: `{}` is none of -1, 0 and 1", shortened(other)))),
        };
        let has_counts = table.columns.iter().skip(4).all(Option::is_some);
        let counted = if has_counts { Some([table.number(4, "agrees")?, table.number(5, "disagrees")?]) } else { None };
        comments.push(Comment { number, line, created_at: table.time(0, "timestamp")?, text: table.text(2)?.to_owned(), is_withheld, counted });
    }
    Ok(comments)
}

/// The votes, one after the other.
pub struct Votes<R = File> {
    table: Table<R>,
    /// Size of the file in bytes, for showing how far it is read; 0 if unknown.
    pub size: u64,
}

impl Votes {
    /// Opens their file.
    pub fn open(folder: &Path) -> Result<Self, Fault> {
        let size = std::fs::metadata(folder.join(VOTES)).map_or(0, |facts| facts.len());
        Ok(Self { table: Table::open(folder, VOTES, &["timestamp", "comment-id", "voter-id", "vote"], &[])?, size })
    }
}

impl<R: Read> Votes<R> {
    /// The next one; `None` at the end.
    pub fn read(&mut self) -> Result<Option<Vote>, Fault> {
        let table = &mut self.table;
        if !table.read()? {
            return Ok(None);
        }
        let stance = match table.text(3)?.trim() {
            "1" => Stance::Agree,
            "-1" => Stance::Disagree,
            "0" => Stance::Pass,
            other => return Err(table.fault(format!("vote: `{}` is none of 1 (agree), -1 (disagree) and 0 (pass)", shortened(other)))),
        };
        let (comment, voter) = (table.key(1, "comment-id")?, table.key(2, "voter-id")?);
        Ok(Some(Vote { line: table.line(), cast_at: table.time(0, "timestamp")?, comment, voter, stance }))
    }

    /// Bytes read so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.table.rows.position().byte()
    }
}

/// Facts of the whole conversation by name; none if there is no such file.
pub fn summary(folder: &Path) -> Result<HashMap<String, String>, Fault> {
    let Some(file) = Table::find(folder, SUMMARY)? else { return Ok(HashMap::new()) };
    summary_of(file)
}

fn summary_of(from: impl Read) -> Result<HashMap<String, String>, Fault> {
    let mut table = Table::new(SUMMARY, from, &[], &[])?;
    let mut facts = HashMap::new();
    table.columns = vec![Some(0), Some(1)];
    while table.read_any()? {
        if table.row.len() != 2 {
            return Err(table.fault(format!("this row has {} fields, and not a name and a value", table.row.len())));
        }
        facts.insert(table.text(0)?.trim().to_owned(), table.text(1)?.to_owned());
    }
    Ok(facts)
}

fn unreadable(file: &'static str, error: &io::Error) -> Fault {
    Fault { file, line: None, reason: format!("it cannot be read: {error}") }
}

/// The beginning of what a message quotes.
fn shortened(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(40).collect()
}

/// Ends every line with `\n` alone, the last one too: `csv` counts lines by that, and is one
/// behind if they end with `\r\n`.
struct SameLineEnds<R> {
    inner: BufReader<R>,
    /// The byte before, as it was.
    last: u8,
    is_over: bool,
}

impl<R: Read> SameLineEnds<R> {
    fn new(inner: R) -> Self {
        Self { inner: BufReader::with_capacity(1 << 16, inner), last: b'\n', is_over: false }
    }
}

impl<R: Read> Read for SameLineEnds<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written == 0 && !self.is_over && !out.is_empty() {
            let bytes = self.inner.fill_buf()?;
            if bytes.is_empty() {
                self.is_over = true;
                if !matches!(self.last, b'\n' | b'\r') {
                    out[0] = b'\n';
                    written = 1;
                }
                continue;
            }
            let mut used = 0;
            while used < bytes.len() && written < out.len() {
                let byte = bytes[used];
                if byte != b'\n' || self.last != b'\r' {
                    out[written] = if byte == b'\r' { b'\n' } else { byte };
                    written += 1;
                }
                self.last = byte;
                used += 1;
            }
            self.inner.consume(used);
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use entity::{Stance, Timestamp};
    use proptest::prelude::*;

    use super::{Fault, SameLineEnds, Table, Vote, Votes, comments_of, summary_of};

    fn votes(text: &[u8]) -> Result<Vec<Vote>, Fault> {
        let mut votes = Votes { table: Table::new("votes.csv", text, &["timestamp", "comment-id", "voter-id", "vote"], &[])?, size: 0 };
        let mut all = Vec::new();
        while let Some(vote) = votes.read()? {
            all.push(vote);
        }
        Ok(all)
    }

    #[test]
    fn columns_are_found_by_the_header() {
        let read = votes(b"\xef\xbb\xbfvote,extra,voter-id,timestamp,comment-id\n-1,\"a\nb\",7,1000,3\n\n0,,8,2000,3").unwrap();
        let vote = |line, at, voter, stance| Vote { line, cast_at: Timestamp(at), comment: 3, voter, stance };
        assert_eq!(read, [vote(2, 1000, 7, Stance::Disagree), vote(5, 2000, 8, Stance::Pass)]);
    }

    #[test]
    fn comments_keep_their_quotes_and_lines() {
        let text = "timestamp,datetime,comment-id,author-id,moderated,comment-body\n1,x,0,0,1,\"She said \"\"no\"\",\ntwice.\"\n2,x,1,0,-1,Out\n";
        let table = Table::new("comments.csv", text.as_bytes(), &["timestamp", "comment-id", "comment-body"], &["moderated", "agrees", "disagrees"]).unwrap();
        let read = comments_of(table).unwrap();
        assert_eq!((read[0].text.as_str(), read[0].is_withheld, read[0].line), ("She said \"no\",\ntwice.", false, 2));
        assert_eq!((read[1].number, read[1].is_withheld, read[1].line, read[1].counted), (1, true, 4, None));
        assert_eq!(summary_of(&b"topic,\"A, b\"\nurl,https://example.org\n"[..]).unwrap()["topic"], "A, b");
        assert_eq!(summary_of(&b"topic,a\nurl\n"[..]).unwrap_err().line, Some(2));
    }

    proptest! {
        /// Whatever is in a file: no panic, and a fault names a line that is there.
        #[test]
        fn any_bytes_are_read_or_refused(rows in proptest::collection::vec("[-0-9a,\"\n\r ]{0,12}", 0..8), tail in any::<Vec<u8>>()) {
            let mut text = b"timestamp,comment-id,voter-id,vote\n".to_vec();
            text.extend(rows.join("\n").bytes());
            text.extend(tail);
            let mut even = String::new().into_bytes();
            SameLineEnds::new(&text[..]).read_to_end(&mut even).unwrap();
            let lines = super::memchr_iter(b'\n', &even).count() as u64;
            if let Err(fault) = votes(&text) {
                prop_assert!(fault.line.is_some_and(|line| (1..=lines).contains(&line)), "{fault} of {lines}");
            }
        }

        /// The line of a fault is the one that was spoilt, whatever the line ends and the rows before.
        #[test]
        fn faults_have_their_line(before in proptest::collection::vec(prop_oneof![Just("1,2,3,1"), Just(""), Just("\"1\",2,3,0")], 0..20), crlf: bool, bad in prop_oneof![Just("1,2,3"), Just("1,2,3,5"), Just("1,x,3,1"), Just("1,2,3,1,")]) {
            let end = if crlf { "\r\n" } else { "\n" };
            let text = [&["timestamp,comment-id,voter-id,vote"], &before[..], &[bad, "1,2,4,1"]].concat().join(end);
            prop_assert_eq!(votes(text.as_bytes()).unwrap_err().line, Some(before.len() as u64 + 2));
        }
    }
}
