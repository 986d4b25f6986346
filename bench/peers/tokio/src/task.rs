use crate::{nanoseconds, report, resident_bytes};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

async fn spawn_and_join(handles: &mut Vec<JoinHandle<u32>>, batch: u32) -> u64 {
    let mut sum = 0;
    for index in 0..batch {
        handles.push(tokio::spawn(async move { index }));
    }
    for handle in handles.drain(..) {
        sum += u64::from(handle.await.expect("the task ends"));
    }
    sum
}

pub async fn spawn_join(figure: &'static str, peer: String, batch: u32, rounds: u32) {
    let mut handles = Vec::with_capacity(batch as usize);
    let expected = u64::from(batch) * u64::from(batch - 1) / 2;
    spawn_and_join(&mut handles, 1000).await;
    let started = Instant::now();
    for _ in 0..rounds {
        assert_eq!(spawn_and_join(&mut handles, batch).await, expected);
    }
    report(figure, &peer, nanoseconds(started) / f64::from(batch) / f64::from(rounds), "ns");
}

pub async fn yields(peer: String) {
    const TASKS: usize = 1000;
    const YIELDS: usize = 1000;
    let started = Instant::now();
    let handles: Vec<_> = (0..TASKS)
        .map(|_| {
            tokio::spawn(async {
                for _ in 0..YIELDS {
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for handle in handles {
        handle.await.expect("the task ends");
    }
    report("task/yield", &peer, nanoseconds(started) / TASKS as f64 / YIELDS as f64, "ns");
}

static ASLEEP: AtomicUsize = AtomicUsize::new(0);

pub async fn fall_asleep() {
    ASLEEP.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(3600)).await;
}

/// Waits until that many have gone to sleep.
pub async fn all_asleep(sleepers: usize) {
    while ASLEEP.load(Ordering::Relaxed) < sleepers {
        tokio::task::yield_now().await;
    }
}

pub async fn sleeping(peer: String) {
    const SLEEPERS: usize = 1_000_000;
    let (before, started) = (resident_bytes(), Instant::now());
    for _ in 0..SLEEPERS {
        tokio::spawn(fall_asleep());
    }
    all_asleep(SLEEPERS).await;
    report("task/sleeping_spawn", &peer, nanoseconds(started) / 1e6, "ms");
    report("task/sleeping_bytes", &peer, (resident_bytes() - before) / SLEEPERS as f64, "B");
    std::process::exit(0); // taking a million sleepers down is no part of the figure
}

/// A million tasks sleep until one moment; from the first that wakes to the last.
pub async fn wake(peer: String) {
    const SLEEPERS: usize = 1_000_000;
    static AWAKE: AtomicUsize = AtomicUsize::new(0);
    static FIRST_NS: AtomicUsize = AtomicUsize::new(usize::MAX);
    static LAST_NS: AtomicUsize = AtomicUsize::new(0);
    let started = Instant::now();
    let moment = tokio::time::Instant::now() + Duration::from_secs(5);
    for _ in 0..SLEEPERS {
        tokio::spawn(async move {
            tokio::time::sleep_until(moment).await;
            FIRST_NS.fetch_min(started.elapsed().as_nanos() as usize, Ordering::Relaxed);
            if AWAKE.fetch_add(1, Ordering::Relaxed) == SLEEPERS - 1 {
                LAST_NS.store(started.elapsed().as_nanos() as usize, Ordering::Release);
            }
        });
    }
    while LAST_NS.load(Ordering::Acquire) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = LAST_NS.load(Ordering::Relaxed) - FIRST_NS.load(Ordering::Relaxed);
    report("task/wake_1m", &peer, took as f64 / 1e6, "ms");
    std::process::exit(0);
}

fn skynet_node(number: u64, leaves: u64) -> std::pin::Pin<Box<dyn std::future::Future<Output = u64> + Send>> {
    Box::pin(async move {
        if leaves == 1 {
            return number;
        }
        let below: Vec<_> = (0..10)
            .map(|index| tokio::spawn(skynet_node(number + index * (leaves / 10), leaves / 10)))
            .collect();
        let mut sum = 0;
        for handle in below {
            sum += handle.await.expect("the task ends");
        }
        sum
    })
}

/// A tree of tasks, ten below each, a million leaves.
pub async fn skynet(peer: String) {
    let started = Instant::now();
    assert_eq!(skynet_node(0, 1_000_000).await, 499_999_500_000);
    report("task/skynet", &peer, nanoseconds(started) / 1e6, "ms");
}
