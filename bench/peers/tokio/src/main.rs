//! The same work on Tokio, one program: bench-tokio SUBJECT FIGURE PEER WORKERS.
//!
//! WORKERS 0 is the current_thread flavour. One process measures one figure.

#![recursion_limit = "512"]

mod channel;
mod echo;
mod executor;
mod file;
mod task;
mod timer;
mod wait;

use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

fn report(figure: &str, peer: &str, value: f64, unit: &str) {
    println!("{figure}/{peer} {value:.3} {unit}");
}

fn nanoseconds(since: Instant) -> f64 {
    since.elapsed().as_nanos() as f64
}

/// User and system time of the whole process.
fn cpu_nanoseconds() -> f64 {
    let mut used = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut used) };
    used.tv_sec as f64 * 1e9 + used.tv_nsec as f64
}

/// Memory of this process that is in RAM now.
fn resident_bytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = text.split(' ').nth(1).and_then(|field| field.parse().ok()).unwrap_or(0.0);
    pages * unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as f64
}

/// Work the compiler cannot remove: about 1 ns a round.
fn work(seed: u64, rounds: u64) -> u64 {
    let mut state = seed | 1;
    for _ in 0..rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    std::hint::black_box(state)
}

fn runtime(workers: usize) -> Runtime {
    let mut builder = match workers {
        0 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if workers > 0 {
        builder.worker_threads(workers);
    }
    builder.enable_all().build().expect("a runtime")
}

/// Runs the figure as a task of the runtime, as a program's main task would be.
fn run<F>(workers: usize, main: F)
where
    F: std::future::Future<Output = ()> + Send + 'static,
{
    let runtime = runtime(workers);
    runtime.block_on(async { tokio::spawn(main).await.expect("the figure ends") });
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 5 {
        eprintln!("usage: bench-tokio SUBJECT FIGURE PEER WORKERS");
        std::process::exit(2);
    }
    let peer = arguments[3].clone();
    let workers: usize = arguments[4].parse().expect("WORKERS is a number");
    match format!("{}/{}", arguments[1], arguments[2]).as_str() {
        "task/spawn_join_1k" => run(workers, task::spawn_join("task/spawn_join_1k", peer, 1000, 500)),
        "task/spawn_join_1m" => run(workers, task::spawn_join("task/spawn_join_1m", peer, 1000000, 3)),
        "task/yield" => run(workers, task::yields(peer)),
        "task/sleeping" => run(workers, task::sleeping(peer)),
        "task/wake_1m" => run(workers, task::wake(peer)),
        "task/skynet" => run(workers, task::skynet(peer)),
        "timer/fire_1m" => run(workers, timer::fire(peer)),
        "timer/timeout_ready" => run(workers, timer::timeout_ready(peer)),
        "executor/grain_1us" => run(workers, executor::grain("executor/grain_1us_time", peer, 100_000, 1_000)),
        "executor/grain_10us" => run(workers, executor::grain("executor/grain_10us_time", peer, 10_000, 10_000)),
        "executor/two_workers" => run(workers, executor::two_workers(peer)),
        "executor/idle_cpu" => run(workers, executor::idle(peer)),
        "timer/insert_cancel_1k" => run(workers, timer::insert_cancel("timer/insert_cancel_1k", peer, 1000)),
        "timer/insert_cancel_1m" => run(workers, timer::insert_cancel("timer/insert_cancel_1m", peer, 1000000)),
        "await/ready" => run(workers, wait::await_ready(peer)),
        "await/pointer" => run(workers, wait::await_pointer(peer)),
        "await/wake_1" => run(workers, wait::wake("compiler/wake_1", peer, 1)),
        "await/wake_10" => run(workers, wait::wake("compiler/wake_10", peer, 10)),
        "await/wake_100" => run(workers, wait::wake("compiler/wake_100", peer, 100)),
        "await/recursion" => run(workers, wait::recursion(peer)),
        "channel/ping_pong_1" => run(workers, channel::ping_pong("channel/ping_pong_1", peer, 1, 1000000)),
        "channel/ping_pong_1k" => run(workers, channel::ping_pong("channel/ping_pong_1k", peer, 1000, 1000)),
        "channel/mpsc_4" => run(workers, channel::mpsc_4(peer)),
        "file/read_cached" => run(workers, file::read("file/read_cached", peer, false)),
        "file/read_cold" => run(workers, file::read("file/read_cold", peer, true)),
        "echo/serve" => run(workers, echo::serve(false, false)),
        "echo/http" => run(workers, echo::serve(true, false)),
        "echo/idle" => run(workers, echo::serve(false, true)),
        unknown => {
            eprintln!("bench-tokio: no such figure: {unknown}");
            std::process::exit(2);
        }
    }
}
