//! A small HTTP/1.1 client: one connection, one request at a time, no copies
//! that it could avoid, because its CPU time is missing to the server.

use std::{io, io::ErrorKind};

use memchr::memmem;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Result;

/// A server's address.
#[derive(Clone, Debug)]
pub struct Target {
    /// Host and port.
    pub authority: String,
    /// What comes after them; empty or with a slash in front.
    pub path: String,
}

impl Target {
    /// From `http://host:port/path`.
    pub fn parse(url: &str) -> Result<Self> {
        let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url} does not start with http://"))?;
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { authority, path: path.trim_end_matches('/').to_owned() })
    }
}

/// An answer, valid until the next request.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

/// A connection that is kept alive.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    body: Vec<u8>,
}

enum Length {
    Known(usize),
    Chunked,
}

impl Connection {
    /// Connects.
    pub async fn open(target: &Target) -> io::Result<Self> {
        let stream = TcpStream::connect(&target.authority).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(64 << 10), body: Vec::new() })
    }

    /// Sends a whole request and waits for the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let mut searched = 0;
        let head = loop {
            self.receive().await?;
            if let Some(end) = memmem::find(self.received.get(searched..).unwrap_or_default(), b"\r\n\r\n") {
                break searched + end + 4;
            }
            searched = self.received.len().saturating_sub(3);
        };
        let (status, length) = parse_head(self.received.get(..head).unwrap_or_default())?;
        match length {
            Length::Known(length) => {
                while self.received.len() < head + length {
                    self.receive().await?;
                }
                let body = self.received.get(head..head + length).unwrap_or_default();
                Ok(Answer { status, body })
            }
            Length::Chunked => {
                self.receive_chunks(head).await?;
                Ok(Answer { status, body: &self.body })
            }
        }
    }

    async fn receive(&mut self) -> io::Result<()> {
        if self.received.capacity() == self.received.len() {
            self.received.reserve(64 << 10);
        }
        if self.stream.read_buf(&mut self.received).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    async fn receive_chunks(&mut self, mut at: usize) -> io::Result<()> {
        self.body.clear();
        loop {
            let line = loop {
                if let Some(end) = memmem::find(self.received.get(at..).unwrap_or_default(), b"\r\n") {
                    break at..at + end;
                }
                self.receive().await?;
            };
            let start = line.end + 2;
            let digits = std::str::from_utf8(self.received.get(line).unwrap_or_default()).unwrap_or_default();
            let size = usize::from_str_radix(digits.split(';').next().unwrap_or_default().trim(), 16).map_err(|_| invalid("a chunk's size"))?;
            while self.received.len() < start + size + 2 {
                self.receive().await?;
            }
            self.body.extend_from_slice(self.received.get(start..start + size).unwrap_or_default());
            if size == 0 {
                return Ok(());
            }
            at = start + size + 2;
        }
    }
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("the answer has no readable {what}"))
}

fn parse_head(head: &[u8]) -> io::Result<(u16, Length)> {
    let head = std::str::from_utf8(head).map_err(|_| invalid("head"))?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).ok_or_else(|| invalid("status"))?;
    let mut length = None;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(Length::Known(value.trim().parse().map_err(|_| invalid("length"))?));
        } else if name.eq_ignore_ascii_case("transfer-encoding") && value.trim().eq_ignore_ascii_case("chunked") {
            length = Some(Length::Chunked);
        }
    }
    Ok((status, length.unwrap_or(Length::Known(0))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let target = Target::parse("http://localhost:9010/t/").unwrap();
        assert_eq!((target.authority.as_str(), target.path.as_str()), ("localhost:9010", "/t"));
        assert_eq!(Target::parse("http://[::1]:80").unwrap().path, "");
        assert!(Target::parse("https://localhost").is_err());
    }

    #[test]
    fn heads() {
        let (status, length) = parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").unwrap();
        assert!(status == 200 && matches!(length, Length::Known(12)));
        let (status, length) = parse_head(b"HTTP/1.1 429 Too Many Requests\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
        assert!(status == 429 && matches!(length, Length::Chunked));
        assert!(parse_head(b"nonsense\r\n\r\n").is_err());
    }
}
