//! What an await costs: a ready callee, a boxed one, a wake at a depth, recursion.
use crate::{cpu_nanoseconds, report, resident_bytes};
use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

static NEVER: AtomicBool = AtomicBool::new(false);

async fn ready(value: i32) -> i32 {
    if NEVER.load(Ordering::Relaxed) {
        tokio::task::yield_now().await;
    }
    value + 1
}

/// The same future, whose poll is a call.
struct NotInlined<F>(F);

impl<F: Future> Future for NotInlined<F> {
    type Output = F::Output;
    #[inline(never)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        unsafe { self.map_unchecked_mut(|this| &mut this.0) }.poll(cx)
    }
}

fn check(sum: u64, count: u64) {
    assert_eq!(sum, count * (count + 1) / 2);
}

pub async fn await_ready(peer: String) {
    const COUNT: u64 = 100_000_000;
    let (mut sum, started) = (0, cpu_nanoseconds());
    for index in 0..COUNT {
        sum += NotInlined(ready(index as i32)).await as u64;
    }
    report("compiler/await_ready", &peer, (cpu_nanoseconds() - started) / COUNT as f64, "ns");
    check(sum, COUNT);
}

fn boxed(value: i32) -> Pin<Box<dyn Future<Output = i32> + Send>> {
    Box::pin(ready(value))
}

pub async fn await_pointer(peer: String) {
    const COUNT: u64 = 50_000_000;
    let (mut sum, started) = (0, cpu_nanoseconds());
    for index in 0..COUNT {
        let pointer: fn(i32) -> Pin<Box<dyn Future<Output = i32> + Send>> = black_box(boxed);
        sum += pointer(index as i32).await as u64;
    }
    report("compiler/await_pointer", &peer, (cpu_nanoseconds() - started) / COUNT as f64, "ns");
    check(sum, COUNT);
}

/// Wakes its task and is ready when it is polled again. (Tokio's own yield_now lets the driver run.)
struct Again(bool);

impl Future for Again {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn down_1(count: u64) -> u64 {
    let mut sum = 0;
    for index in 0..count {
        Again(false).await;
        sum += index;
    }
    sum
}

macro_rules! down {
    ($below:ident $(,)?) => {};
    ($below:ident, $name:ident $(, $rest:ident)*) => {
        async fn $name(count: u64) -> u64 {
            $below(count).await + 1
        }
        down!($name $(, $rest)*);
    };
}

down!(down_1, a1, a2, a3, a4, a5, a6, a7, a8, a9);
down!(a9, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10);
down!(b10, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10);
down!(c10, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10);
down!(d10, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10);
down!(e10, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10);
down!(f10, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10);
down!(g10, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10);
down!(h10, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10);
down!(i10, j1, j2, j3, j4, j5, j6, j7, j8, j9, j10);

pub async fn wake(figure: &'static str, peer: String, depth: u64) {
    const COUNT: u64 = 10_000_000;
    let started = cpu_nanoseconds();
    let sum = match depth {
        1 => down_1(COUNT).await,
        10 => a9(COUNT).await,
        _ => j10(COUNT).await,
    };
    report(figure, &peer, (cpu_nanoseconds() - started) / COUNT as f64, "ns");
    assert_eq!(sum, COUNT * (COUNT - 1) / 2 + depth - 1);
}

fn deep(levels: u32) -> Pin<Box<dyn Future<Output = f64> + Send>> {
    Box::pin(async move {
        if levels == 0 {
            return resident_bytes(); // a million levels of poll need a stack to match: it is not woken
        }
        deep(levels - 1).await
    })
}

pub async fn recursion(peer: String) {
    const LEVELS: u32 = 10_000; // what the default stack of a thread carries
    let (before, started) = (deep(0).await, cpu_nanoseconds());
    let bytes = deep(LEVELS).await;
    report("compiler/recursion_time", &peer, (cpu_nanoseconds() - started) / f64::from(LEVELS), "ns");
    report("compiler/recursion_bytes", &peer, (bytes - before) / f64::from(LEVELS), "B");
}
