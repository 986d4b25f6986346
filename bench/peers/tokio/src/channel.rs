use crate::{nanoseconds, report};
use std::time::Instant;
use tokio::sync::mpsc;

pub async fn ping_pong(figure: &'static str, peer: String, count: usize, rounds: u64) {
    let started = Instant::now();
    let mut handles = Vec::with_capacity(2 * count);
    for _ in 0..count {
        let (there, mut there_end) = mpsc::channel::<u64>(1);
        let (back, mut back_end) = mpsc::channel::<u64>(1);
        handles.push(tokio::spawn(async move {
            while let Some(value) = there_end.recv().await {
                if back.send(value).await.is_err() {
                    break;
                }
            }
        }));
        handles.push(tokio::spawn(async move {
            for round in 0..rounds {
                there.send(round).await.expect("the other side is there");
                assert_eq!(back_end.recv().await, Some(round));
            }
        }));
    }
    for handle in handles {
        handle.await.expect("the task ends");
    }
    report(figure, &peer, nanoseconds(started) / count as f64 / rounds as f64, "ns");
}

pub async fn mpsc_4(peer: String) {
    const PRODUCERS: u64 = 4;
    const COUNT: u64 = 1_000_000;
    let (sender, mut receiver) = mpsc::channel::<u64>(1024);
    let started = Instant::now();
    let consumer = tokio::spawn(async move {
        let mut sum = 0u64;
        while let Some(value) = receiver.recv().await {
            sum += value;
        }
        sum
    });
    for _ in 0..PRODUCERS {
        let sender = sender.clone();
        tokio::spawn(async move {
            for value in 1..=COUNT {
                sender.send(value).await.expect("the receiver is there");
            }
        });
    }
    drop(sender);
    assert_eq!(consumer.await.expect("the task ends"), PRODUCERS * (COUNT * (COUNT + 1) / 2));
    report("channel/mpsc_4", &peer, nanoseconds(started) / PRODUCERS as f64 / COUNT as f64, "ns");
}
