//! Processor time of processes, as the kernel counts it.

use anyhow::Context as _;
use std::fs;
use std::time::Duration;

/// The kernel tells times in hundredths of a second on every Linux that we run on (`getconf CLK_TCK`).
const TICK: Duration = Duration::from_millis(10);

struct Process {
    parent: u32,
    own: u32,
    reaped: u32,
}

/// What a process has used itself.
pub fn of_process(pid: u32) -> Duration {
    read(pid).map_or(Duration::ZERO, |process| TICK * process.own)
}

/// What a process, its children and its children that have ended have used: PostgreSQL with its connections.
pub fn of_tree(pid: u32) -> Duration {
    let children = fs::read_dir("/proc").into_iter().flatten().flatten();
    let children = children.filter_map(|entry| read(entry.file_name().to_str()?.parse().ok()?));
    let ticks: u32 = children.filter(|child| child.parent == pid).map(|child| child.own + child.reaped).sum();
    read(pid).map_or(Duration::ZERO, |process| TICK * (process.own + process.reaped + ticks))
}

/// What a process holds in memory and held at most, in MiB.
pub fn memory(pid: u32) -> anyhow::Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let of = |name: &str| mebibytes(&status, name).with_context(|| format!("the kernel tells no {name}"));
    Ok((of("VmRSS:")?, of("VmHWM:")?))
}

/// Lets the most that a process held be what it holds now.
pub fn forget_peak(pid: u32) -> anyhow::Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

fn mebibytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1024.0)
}

fn read(pid: u32) -> Option<Process> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

fn parse(stat: &str) -> Option<Process> {
    // The name stands in parentheses and may itself hold any of them and spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u32>().ok();
    Some(Process { parent: ticks(1)?, own: ticks(11)? + ticks(12)?, reaped: ticks(13)? + ticks(14)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let stat = "7 (a) b (c) S 3 7 7 0 -1 4194304 1 2 3 4 50 25 6 5 20 0 1 0 99";
        let process = parse(stat).expect("a line of the kernel");
        assert_eq!((process.parent, process.own, process.reaped), (3, 75, 11));
    }

    #[test]
    fn our_own_time_grows() {
        let before = of_process(std::process::id());
        let end = std::time::Instant::now() + Duration::from_millis(120);
        while std::time::Instant::now() < end {}
        assert!(of_process(std::process::id()) > before);
    }
}
