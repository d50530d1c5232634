//! CPU time of processes, from the operating system's accounting in `/proc`.

use std::fs;

use crate::Result;

/// What a tick of `/proc/PID/stat` is: Linux shows user space 100 a second,
/// whatever the kernel's own clock.
const MICROS_PER_TICK: u64 = 10_000;

/// CPU time, user and system, that a process and all its threads have used, in
/// microseconds.
pub fn cpu_micros(pid: u32) -> Result<u64> {
    let times = Times::read(pid).ok_or_else(|| format!("cannot read the CPU time of process {pid}"))?;
    Ok(times.own * MICROS_PER_TICK)
}

/// The same of a process with its children, those that have ended included: a
/// connection's backend may end while it is measured.
pub fn cpu_micros_with_children(pid: u32) -> Result<u64> {
    let parent = Times::read(pid).ok_or_else(|| format!("cannot read the CPU time of process {pid}"))?;
    let mut ticks = parent.own + parent.ended_children;
    for entry in fs::read_dir("/proc")?.flatten() {
        let child = entry.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Times::read);
        if let Some(child) = child.filter(|child| child.parent == pid) {
            ticks += child.own;
        }
    }
    Ok(ticks * MICROS_PER_TICK)
}

struct Times {
    parent: u32,
    own: u64,
    ended_children: u64,
}

impl Times {
    fn read(pid: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    fn parse(stat: &str) -> Option<Self> {
        // The name is in brackets and may hold anything, brackets as well.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
        let number = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok());
        Some(Self { parent: fields.get(1)?.parse().ok()?, own: number(11)? + number(12)?, ended_children: number(13)? + number(14)? })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::Times;

    #[test]
    fn reads_fields_after_any_name() {
        let times = Times::parse("7 (a) b (c) S 3 7 7 0 -1 4194560 1 2 3 4 50 6 70 8 20 0 1 0").unwrap();
        assert_eq!((times.parent, times.own, times.ended_children), (3, 56, 78));
    }
}
