// The twins of corpus.c. Prints `name size` of each future, for frames.py.
#![allow(dead_code, unused_assignments)]
use std::future::Future;
use std::mem::size_of_val;
use std::pin::Pin;
use std::task::{Context, Poll};

// ---- leaves: 32 bytes

struct Nap {
    words: [u64; 4],
}
impl Future for Nap {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}
impl Drop for Nap {
    fn drop(&mut self) {}
}
fn nap(duration: u64) -> Nap {
    Nap { words: [duration; 4] }
}

struct Fetch {
    words: [u64; 4],
}
impl Future for Fetch {
    type Output = i64;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<i64> {
        Poll::Pending
    }
}
impl Drop for Fetch {
    fn drop(&mut self) {}
}
fn fetch(key: i64) -> Fetch {
    Fetch { words: [key as u64; 4] }
}

struct Fill<'a> {
    bytes: &'a mut [u8],
    words: [u64; 2],
}
impl Future for Fill<'_> {
    type Output = i64;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<i64> {
        Poll::Pending
    }
}
impl Drop for Fill<'_> {
    fn drop(&mut self) {}
}
fn fill(bytes: &mut [u8], size: i64) -> Fill<'_> {
    Fill { bytes, words: [size as u64; 2] }
}

// ---- plain functions

#[inline(never)]
fn mix(a: i64, b: i64) -> i64 {
    std::hint::black_box(a ^ b)
}
#[inline(never)]
fn sum_of(bytes: &[u8], size: i64) -> i64 {
    bytes[..size as usize].iter().map(|&b| b as i64).sum()
}
fn release(_: i64) {}

struct Release(i64);
impl Drop for Release {
    fn drop(&mut self) {
        release(self.0)
    }
}

#[derive(Clone, Copy)]
struct Large([i64; 32]);
fn large_of(seed: i64) -> Large {
    Large([seed; 32])
}
fn large_sum(large: Large) -> i64 {
    large.0.iter().sum()
}

#[derive(Clone, Copy)]
struct Pair {
    first: i64,
    second: i32,
}
fn pair_of(seed: i64) -> Pair {
    Pair { first: seed, second: 1 }
}
fn pair_sum(pair: Pair) -> i64 {
    pair.first + pair.second as i64
}

// ---- join and race, as futures::future::join and select are made

enum MaybeDone<F: Future> {
    Running(F),
    Done(F::Output),
    Gone,
}
impl<F: Future> MaybeDone<F> {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        let this = unsafe { self.get_unchecked_mut() };
        if let MaybeDone::Running(future) = this {
            match unsafe { Pin::new_unchecked(future) }.poll(cx) {
                Poll::Ready(value) => *this = MaybeDone::Done(value),
                Poll::Pending => return false,
            }
        }
        true
    }
    fn take(self: Pin<&mut Self>) -> F::Output {
        let this = unsafe { self.get_unchecked_mut() };
        match std::mem::replace(this, MaybeDone::Gone) {
            MaybeDone::Done(value) => value,
            _ => unreachable!(),
        }
    }
}

macro_rules! joins {
    ($name:ident, $($field:ident: $type:ident),+) => {
        struct $name<$($type: Future),+> { $($field: MaybeDone<$type>),+ }
        impl<$($type: Future),+> Future for $name<$($type),+> {
            type Output = ($($type::Output),+);
            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let this = unsafe { self.get_unchecked_mut() };
                let mut done = true;
                $(done &= unsafe { Pin::new_unchecked(&mut this.$field) }.poll(cx);)+
                if !done { return Poll::Pending; }
                Poll::Ready(($(unsafe { Pin::new_unchecked(&mut this.$field) }.take()),+))
            }
        }
    };
}
joins!(Join2, a: A, b: B);
joins!(Join3, a: A, b: B, c: C);
fn join2<A: Future, B: Future>(a: A, b: B) -> Join2<A, B> {
    Join2 { a: MaybeDone::Running(a), b: MaybeDone::Running(b) }
}
fn join3<A: Future, B: Future, C: Future>(a: A, b: B, c: C) -> Join3<A, B, C> {
    Join3 { a: MaybeDone::Running(a), b: MaybeDone::Running(b), c: MaybeDone::Running(c) }
}

enum Either<A, B> {
    Left(A),
    Right(B),
}
struct Race<A, B> {
    a: A,
    b: B,
}
impl<A: Future, B: Future> Future for Race<A, B> {
    type Output = Either<A::Output, B::Output>;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = unsafe { self.get_unchecked_mut() };
        if let Poll::Ready(value) = unsafe { Pin::new_unchecked(&mut this.a) }.poll(cx) {
            return Poll::Ready(Either::Left(value));
        }
        unsafe { Pin::new_unchecked(&mut this.b) }.poll(cx).map(Either::Right)
    }
}
fn race<A: Future, B: Future>(a: A, b: B) -> Race<A, B> {
    Race { a, b }
}

// ---- one await

async fn one_nap() {
    nap(1).await
}
async fn three_naps() {
    nap(1).await;
    nap(2).await;
    nap(3).await;
}
async fn keeps_argument(value: i64) -> i64 {
    nap(1).await;
    value
}
async fn drops_argument(value: i64) -> i64 {
    nap(value as u64).await;
    1
}
async fn small_result(a: i32, b: i32) -> i32 {
    let sum = a + b;
    nap(1).await;
    sum
}

// ---- locals

async fn mixed_locals(seed: i64) -> i64 {
    let a = seed as u8;
    let b = mix(seed, 1) as u64;
    let c = mix(seed, 2) as u16;
    let d = mix(seed, 3) as u64;
    let e = mix(seed, 4) as u32;
    let f = mix(seed, 5) as u8;
    nap(1).await;
    (a as u64 + b + c as u64 + d + e as u64 + f as u64) as i64
}
async fn locals_by_stages(seed: i64) -> i64 {
    let mut total = 0;
    {
        let (a, b, c) = (mix(seed, 1), mix(seed, 2), mix(seed, 3));
        nap(1).await;
        total += a + b + c;
    }
    {
        let a = mix(seed, 4) as i32;
        let b = mix(seed, 5) as u8;
        let (c, d) = (mix(seed, 6), mix(seed, 7));
        nap(2).await;
        total += a as i64 + b as i64 + c + d;
    }
    {
        let (a, b) = (pair_of(seed), pair_of(total));
        nap(3).await;
        total += pair_sum(a) + pair_sum(b);
    }
    total
}
async fn dying_locals(seed: i64) -> i64 {
    let a = mix(seed, 1);
    nap(1).await;
    let b = mix(a, 2);
    nap(2).await;
    let c = mix(b, 3);
    nap(3).await;
    let d = mix(c, 4);
    nap(4).await;
    d
}
async fn arrays_by_scopes(size: i64) -> i64 {
    let mut total = 0;
    {
        let mut bytes = [0u8; 128];
        fill(&mut bytes, size).await;
        total += sum_of(&bytes, size);
    }
    {
        let mut bytes = [0u8; 96];
        fill(&mut bytes, size).await;
        total += sum_of(&bytes, size);
    }
    total
}
async fn structs_dead_early(seed: i64) -> i64 {
    let a = pair_of(seed);
    let x = fetch(pair_sum(a)).await;
    let b = pair_of(x);
    let y = fetch(pair_sum(b)).await;
    let c = pair_of(y);
    nap(1).await;
    pair_sum(c) + x
}

// ---- arguments

async fn many_arguments(a: u8, b: i64, c: u16, d: i64, e: i32) -> i64 {
    nap(1).await;
    a as i64 + b + c as i64 + d + e as i64
}
async fn large_argument(large: Large) -> i64 {
    nap(1).await;
    large_sum(large)
}
async fn wrapped_once(large: Large) -> i64 {
    large_argument(large).await
}
async fn wrapped_twice(large: Large) -> i64 {
    wrapped_once(large).await
}
async fn wrapped_thrice(large: Large) -> i64 {
    wrapped_twice(large).await
}
async fn large_result(seed: i64) -> Large {
    let key = fetch(seed).await;
    large_of(key)
}
async fn uses_large_result(seed: i64) -> i64 {
    let large = large_result(seed).await;
    large_sum(large)
}

// ---- calls

async fn deep_1(n: i64) -> i64 {
    mix(fetch(n).await, n)
}
async fn deep_2(n: i64) -> i64 {
    deep_1(n + 1).await + 1
}
async fn deep_3(n: i64) -> i64 {
    deep_2(n + 1).await + 1
}
async fn deep_4(n: i64) -> i64 {
    deep_3(n + 1).await + 1
}
async fn deep_5(n: i64) -> i64 {
    deep_4(n + 1).await + 1
}
async fn deep_6(n: i64) -> i64 {
    deep_5(n + 1).await + 1
}
async fn deep_7(n: i64) -> i64 {
    deep_6(n + 1).await + 1
}
async fn deep_8(n: i64) -> i64 {
    deep_7(n + 1).await + 1
}

async fn layer_1(n: i64) -> i64 {
    let a = mix(n, 1);
    let b = n as u8;
    fetch(n).await + a + b as i64
}
async fn layer_2(n: i64) -> i64 {
    let a = mix(n, 2);
    let b = n as u8;
    layer_1(n).await + a + b as i64
}
async fn layer_3(n: i64) -> i64 {
    let a = mix(n, 3);
    let b = n as u8;
    layer_2(n).await + a + b as i64
}
async fn layer_4(n: i64) -> i64 {
    let a = mix(n, 4);
    let b = n as u8;
    layer_3(n).await + a + b as i64
}

async fn calls_in_turn(n: i64) -> i64 {
    let a = deep_4(n).await;
    let b = layer_3(a).await;
    deep_8(b).await
}
async fn calls_in_expression(n: i64) -> i64 {
    fetch(n).await + deep_2(n).await * fetch(n + 1).await
}
async fn awaited_conditions(n: i64) -> i64 {
    if fetch(n).await > 0 && fetch(n + 1).await > 0 {
        return deep_3(n).await;
    }
    if fetch(n + 2).await > 0 {
        n
    } else {
        0
    }
}

// ---- control flow

async fn counting_loop(count: i64) -> i64 {
    let mut total = 0;
    let mut i = 0;
    while i < count {
        total += fetch(i).await;
        i += 1;
    }
    total
}
async fn nested_loops(rows: i32, columns: i32) -> i64 {
    let mut total = 0;
    let mut row = 0;
    while row < rows {
        let mut sum = mix(row as i64, 0);
        let mut column = 0;
        while column < columns {
            let weight = mix(row as i64, column as i64) as u8;
            sum += fetch(column as i64).await * weight as i64;
            column += 1;
        }
        total += sum;
        row += 1;
    }
    total
}
async fn switch_of_children(n: i64) -> i64 {
    match n {
        0 => fetch(n).await,
        1 => {
            let x = deep_4(n).await;
            mix(x, n)
        }
        2 => {
            let (a, b) = (pair_of(n), pair_of(n + 1));
            nap(1).await;
            pair_sum(a) + pair_sum(b)
        }
        _ => layer_4(n).await,
    }
}
async fn retries(key: i64) -> i64 {
    let mut attempt = 0u8;
    while attempt < 5 {
        let answer = fetch(key).await;
        if answer >= 0 {
            return answer;
        }
        let pause = mix(key, attempt as i64) as u64;
        nap(pause).await;
        attempt += 1;
    }
    -1
}

// ---- buffers, and what has to be given back

async fn copies(from: i64, to: i64) -> i64 {
    let mut buffer = [0u8; 512];
    let mut total = 0;
    loop {
        let n = fill(&mut buffer, from).await;
        if n <= 0 {
            break;
        }
        total += n;
        fill(&mut buffer, to).await;
    }
    total
}
async fn gives_back(key: i64) -> i64 {
    let handle = Release(mix(key, 1));
    let value = fetch(handle.0).await;
    nap(1).await;
    value
}
async fn gives_back_three(key: i64) -> i64 {
    let first = Release(fetch(key).await);
    let second = Release(fetch(first.0).await);
    let _third = Release(fetch(second.0).await);
    nap(1).await;
    first.0
}
async fn gives_back_large(key: i64) -> i64 {
    let handle = Release(mix(key, 1));
    let large = large_result(handle.0).await;
    nap(1).await;
    large_sum(large)
}

// ---- at the same time

async fn joins_two(n: i64) -> i64 {
    let (a, b) = join2(fetch(n), fetch(n + 1)).await;
    a + b
}
async fn joins_three(n: i64) -> i64 {
    let (a, b, c) = join3(fetch(n), deep_2(n), deep_4(n)).await;
    a + b + c
}
async fn joins_layers(n: i64) -> i64 {
    let kept = mix(n, 1);
    let (a, b) = join2(layer_2(n), layer_3(n)).await;
    nap(1).await;
    a + b + kept
}
async fn races_two(n: i64) -> i64 {
    match race(fetch(n), nap(1)).await {
        Either::Left(a) => a,
        Either::Right(()) => -1,
    }
}
async fn times_out(n: i64) -> i64 {
    let before = mix(n, 1);
    match race(deep_4(n), nap(100)).await {
        Either::Left(a) => a + before,
        Either::Right(()) => fetch(before).await,
    }
}
async fn races_in_loop(count: i64) -> i64 {
    let mut total = 0;
    let mut i = 0;
    while i < count {
        match race(layer_2(i), nap(5)).await {
            Either::Left(a) => total += a,
            Either::Right(()) => total -= 1,
        }
        i += 1;
    }
    total
}

// ---- larger

async fn serves(client: i64) -> i64 {
    let mut buffer = [0u8; 256];
    let mut handled = 0;
    let client = Release(client);
    loop {
        let n = fill(&mut buffer, client.0).await;
        if n <= 0 {
            return handled;
        }
        let key = sum_of(&buffer, n);
        let answer = match key % 3 {
            0 => deep_3(key).await,
            1 => times_out(key).await,
            _ => retries(key).await,
        };
        handled += (answer > 0) as i64;
        fill(&mut buffer, client.0).await;
    }
}
async fn pipeline(source: i64, sink: i64) -> i64 {
    let mut written = 0;
    let mut header = [0u8; 24];
    if fill(&mut header, source).await < 24 {
        return -1;
    }
    let mut left = sum_of(&header, 24);
    while left > 0 {
        let mut block = [0u8; 192];
        let n = fill(&mut block, source).await;
        let check = sum_of(&block, n);
        if fetch(check).await != 0 {
            return written;
        }
        fill(&mut block, sink).await;
        written += n;
        left -= n;
    }
    written
}

macro_rules! sizes {
    ($($name:ident($($argument:expr),*)),* $(,)?) => {
        $(println!("{} {}", stringify!($name), size_of_val(&$name($($argument),*)));)*
    };
}

fn main() {
    sizes!(
        one_nap(), three_naps(), keeps_argument(1), drops_argument(1), small_result(1, 2),
        mixed_locals(1), locals_by_stages(1), dying_locals(1), arrays_by_scopes(1),
        structs_dead_early(1), many_arguments(1, 2, 3, 4, 5), large_argument(large_of(1)),
        wrapped_once(large_of(1)), wrapped_twice(large_of(1)), wrapped_thrice(large_of(1)),
        large_result(1), uses_large_result(1), deep_1(1), deep_2(1), deep_4(1), deep_8(1),
        layer_1(1), layer_2(1), layer_3(1), layer_4(1), calls_in_turn(1), calls_in_expression(1),
        awaited_conditions(1), counting_loop(1), nested_loops(1, 2), switch_of_children(1),
        retries(1), copies(1, 2), gives_back(1), gives_back_three(1), gives_back_large(1),
        joins_two(1), joins_three(1), joins_layers(1), races_two(1), times_out(1),
        races_in_loop(1), serves(1), pipeline(1, 2),
    );
}
