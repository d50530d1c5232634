//! The workspace's own files as text, for tests that read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the workspace.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// One Rust file, without comments and without the inside of strings.
pub struct Source {
    /// Path from `api/src`, with `/`.
    pub path: String,
    /// Lines in the file.
    pub lines: usize,
    /// Code alone, up to the tests at its end; lines keep their numbers.
    pub code: String,
}

/// A path such as `crate::essay::store` and the line it stands on.
pub struct Mention {
    /// Line, from 1.
    pub line: usize,
    /// The path, its parts joined by `::`.
    pub path: String,
}

/// All Rust files under `api/src`.
pub fn all() -> Vec<Source> {
    let folder = root().join("api/src");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    files.iter().map(|file| load(&folder, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn load(folder: &Path, file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap();
    let path = file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let mut code = strip(&text);
    if let Some(tests) = code.find("#[cfg(test)]\nmod tests {") {
        code.truncate(tests);
    }
    Source { path, lines: text.lines().count(), code }
}

/// Blanks comments and what stands in strings.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (skipped, keep) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), "")
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), "")
        } else if first == '"' {
            (end_of_string(rest), "\"\"")
        } else if rest.starts_with("'\"'") {
            (3, "''")
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        out.push_str(keep);
        out.extend(rest[..skipped].chars().filter(|char| *char == '\n'));
        rest = &rest[skipped..];
    }
    out
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (index, char) in text.char_indices().skip(1) {
        match char {
            '"' if !escaped => return index + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

impl Source {
    /// The feature or module folder that the file lies in; empty at the top.
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// Every path that the code names: imports taken apart, and paths within the code.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        let bytes = self.code.as_bytes();
        let mut index = 0;
        while index < bytes.len() {
            let is_start = is_word(bytes[index]) && (index == 0 || !is_word(bytes[index - 1]));
            if is_start && !self.code[..index].ends_with("::") {
                index = self.tree(index, "", &mut found);
            } else {
                index += 1;
            }
        }
        found
    }

    /// Reads one path with its braces, and answers where it ends.
    fn tree(&self, start: usize, prefix: &str, found: &mut Vec<Mention>) -> usize {
        let bytes = self.code.as_bytes();
        let mut index = start;
        let mut path = prefix.to_owned();
        loop {
            let word = index;
            while index < bytes.len() && is_word(bytes[index]) {
                index += 1;
            }
            if index > word {
                path = if path.is_empty() { self.code[word..index].to_owned() } else { format!("{path}::{}", &self.code[word..index]) };
            }
            if !self.code[index..].starts_with("::") {
                break;
            }
            index += 2;
            if bytes.get(index) == Some(&b'{') {
                index += 1;
                while bytes.get(index).is_some_and(|byte| *byte != b'}') {
                    index = if is_word(bytes[index]) { self.tree(index, &path, found) } else { index + 1 };
                    if self.code[index..].starts_with(" as ") {
                        index += 4;
                        index += self.code[index..].bytes().take_while(|byte| is_word(*byte)).count();
                    }
                }
                return index + 1;
            }
        }
        if path.contains("::") {
            found.push(Mention { line: self.line_at(start), path: path.trim_end_matches("::self").to_owned() });
        }
        index.max(start + 1)
    }

    fn line_at(&self, index: usize) -> usize {
        self.code[..index].matches('\n').count() + 1
    }

    /// Lines on which a text stands.
    pub fn lines_with(&self, text: &str) -> Vec<usize> {
        self.code.match_indices(text).map(|(index, _)| self.line_at(index)).collect()
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
