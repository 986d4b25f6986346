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

/// A million tasks sleep for up to a second more than one, each for another time.
pub async fn fire(peer: String) {
    const SLEEPERS: u64 = 1_000_000;
    static FIRED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    for index in 0..SLEEPERS {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_micros(1_000_000 + index * 7919 % SLEEPERS)).await;
            FIRED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
    }
    while FIRED.load(std::sync::atomic::Ordering::Relaxed) < SLEEPERS {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    report("timer/fire_1m_cpu", &peer, crate::cpu_nanoseconds() / 1e6, "ms");
    std::process::exit(0);
}

/// A time limit around what is ready.
pub async fn timeout_ready(peer: String) {
    const LIMITS: u64 = 5_000_000;
    let (mut sum, started) = (0, Instant::now());
    for index in 0..LIMITS {
        let value = tokio::time::timeout(Duration::from_secs(1), async { std::hint::black_box(index) }).await;
        sum += value.expect("it is ready");
    }
    report("timer/timeout_ready", &peer, nanoseconds(started) / LIMITS as f64, "ns");
    assert_eq!(sum, LIMITS * (LIMITS - 1) / 2);
}
