use crate::{nanoseconds, report, work};
use std::time::{Duration, Instant};

fn cpu_milliseconds() -> f64 {
    let mut used: libc::timespec = unsafe { std::mem::zeroed() };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut used) };
    used.tv_sec as f64 * 1e3 + used.tv_nsec as f64 / 1e6
}

fn thread_identity() -> usize {
    thread_local!(static MARK: u8 = 0);
    MARK.with(|mark| mark as *const u8 as usize)
}

/// 1,000 tasks of about 100 µs of work each, all spawned from one task.
pub async fn two_workers(peer: String) {
    const TASKS: u64 = 1000;
    let started = Instant::now();
    let handles: Vec<_> = (0..TASKS)
        .map(|task| {
            tokio::spawn(async move {
                work(task, 100_000);
                thread_identity()
            })
        })
        .collect();
    let mut polled_by = std::collections::HashMap::new();
    for handle in handles {
        *polled_by.entry(handle.await.expect("the task ends")).or_insert(0u32) += 1;
    }
    report("executor/two_workers_time", &peer, nanoseconds(started) / 1e6, "ms");
    let most = f64::from(*polled_by.values().max().unwrap());
    let rest = TASKS as f64 - most;
    report("executor/two_workers_share", &peer, most / rest.max(1.0), "to_1");
}

pub async fn idle(peer: String) {
    tokio::time::sleep(Duration::from_millis(100)).await;
    let before = cpu_milliseconds();
    tokio::time::sleep(Duration::from_secs(1)).await;
    report("executor/idle_cpu", &peer, cpu_milliseconds() - before, "ms");
}

/// 100 ms of work in tasks of one size, spawned by one task.
pub async fn grain(figure: &'static str, peer: String, count: u64, work_ns: u64) {
    let started = Instant::now();
    let handles: Vec<_> = (0..count).map(|task| tokio::spawn(async move { work(task, work_ns) })).collect();
    let mut sum = 0u64;
    for handle in handles {
        sum = sum.wrapping_add(handle.await.expect("the task ends"));
    }
    std::hint::black_box(sum);
    report(figure, &peer, nanoseconds(started) / 1e6, "ms");
}
