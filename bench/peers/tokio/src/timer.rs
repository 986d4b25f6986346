use crate::{nanoseconds, report, task};
use std::time::{Duration, Instant};

/// Arm a timer of a minute, give way once, cancel it; beside N sleeping tasks.
pub async fn insert_cancel(figure: &'static str, peer: String, sleepers: usize) {
    const ROUNDS: u32 = 200_000;
    for _ in 0..sleepers {
        tokio::spawn(task::fall_asleep());
    }
    task::all_asleep(sleepers).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    for _ in 0..ROUNDS {
        tokio::select! {
            biased;
            _ = tokio::time::sleep(Duration::from_secs(60)) => unreachable!(),
            _ = tokio::task::yield_now() => {}
        }
    }
    report(figure, &peer, nanoseconds(started) / f64::from(ROUNDS), "ns");
    std::process::exit(0);
}
